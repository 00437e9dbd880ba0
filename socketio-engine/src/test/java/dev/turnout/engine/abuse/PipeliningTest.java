package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that come before the answers to those before them were read, or given. */
class PipeliningTest {

    private static final int BIG = 200 * 1024;

    /** More than the kernel buffers for a connection. */
    private static final int GIANT = 8 * 1024 * 1024;

    private final AtomicInteger asked = new AtomicInteger();
    private final Deque<HttpExchange> held = new ConcurrentLinkedDeque<>();
    private final String giant = "x".repeat(GIANT);
    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> {
            knobs.routes = this::answer;
            knobs.pingTimeout = Duration.ofMillis(300);
            knobs.responseTimeout = Duration.ofMillis(500);
        });
        neighbour = engine.neighbour();
    }

    private void answer(HttpExchange exchange) {
        asked.incrementAndGet();
        switch (exchange.path()) {
            case "/big" -> exchange.reply(HttpReply.of(200, "text/plain", "x".repeat(BIG)));
            case "/giant" -> exchange.reply(HttpReply.of(200, "text/plain", giant));
            case "/held" -> held.add(exchange);
            default -> exchange.reply(HttpReply.of(200, "text/plain", exchange.path()));
        }
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    @Test
    void answersComeInTheOrderOfTheRequests() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send(
                    "GET /held HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
            AbusedEngine.eventually("asked", () -> asked.get() == 1);
            held.element().reply(HttpReply.of(200, "text/plain", "/1"));
            for (String path : new String[] {"/1", "/2", "/3"}) {
                assertThat(connection.answer().body()).isEqualTo(path);
            }
        }
    }

    @Test
    void aPipeliningClientThatNeverReadsIsClosed() throws IOException {
        try (RawConnection slowReader = engine.narrowConnection()) {
            byte[] requests = "GET /big HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
            AbusedEngine.eventually("closed", () -> slowReader.sendRefused(requests));
            assertThat(asked).as("answers that wait in memory").hasValueLessThan(100);
        }
    }

    @Test
    void aPollingClientThatNeverReadsIsClosed() throws IOException {
        String text = "x".repeat(50_000);
        try (RawConnection connection = engine.connection();
                RawConnection slowReader = engine.narrowConnection()) {
            String sid = engine.connectedPolling(connection);
            byte[] poll = ("GET " + AbusedEngine.session(sid) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            AbusedEngine.eventually("closed", () -> {
                slowReader.sendRefused(poll);
                engine.room().emit(Event.of("text", TextNode.valueOf(text)));
                return engine.stats().live() == 1;
            });
        }
    }

    @Test
    void bodiesThatWaitBehindAnotherRequestAreBoundedTogether() throws IOException {
        String body = "x".repeat(40_000);
        String post = "POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (RawConnection greedy = engine.connection()) {
            greedy.send(post.repeat(3));
            engine.awaitRefused(Refusal.BAD_REQUEST, 1);
            answerHeld(greedy, 1, "keep-alive");
            answerHeld(greedy, 2, "close");
            assertThat(greedy.readUntilClosed()).isEmpty();
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void requestsBehindOneThatHangsAreAnsweredUpToALimitThenTheConnectionCloses() throws IOException {
        try (RawConnection greedy = engine.connection()) {
            greedy.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n".repeat(40));
            engine.awaitRefused(Refusal.BAD_REQUEST, 1);
            for (int request = 1; request < 16; request++) {
                answerHeld(greedy, request, "keep-alive");
            }
            answerHeld(greedy, 16, "close");
            assertThat(greedy.readUntilClosed()).isEmpty();
            assertThat(asked).hasValue(16);
        }
    }

    /** @param connection what the answer's Connection header says, where none means keep-alive */
    private void answerHeld(RawConnection client, int request, String connection) throws IOException {
        AbusedEngine.eventually("request " + request + " is handled", () -> held.size() == request);
        held.getLast().reply(HttpReply.of(200, "text/plain", "answer " + request));
        HttpAnswer answer = client.answer();
        assertThat(answer.body()).isEqualTo("answer " + request);
        assertThat(answer.header("Connection")).isEqualTo(connection.equals("close") ? "close" : "");
    }

    @Test
    void anAnswerThatIsNotTakenInTimeClosesTheConnection() throws IOException {
        try (RawConnection slow = engine.narrowConnection()) {
            slow.send("GET /giant HTTP/1.1\r\nHost: x\r\n\r\n");
            engine.awaitRefused(Refusal.SLOW_READER, 1);
            assertThat(slow.readUntilClosed()).hasSizeLessThan(GIANT);
        }
    }

    @Test
    void answersThatSlowClientsLeaveWaitingAreBoundedTogether() throws IOException {
        int clients = 12;
        List<RawConnection> slow = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            RawConnection connection = engine.narrowConnection();
            slow.add(connection);
            connection.send("GET /giant HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5));
        }
        engine.awaitRefused(Refusal.SLOW_READER, clients);
        try (RawConnection other = engine.connection()) {
            assertThat(other.get("/after").body()).isEqualTo("/after");
        }
        assertThat(asked).as("no second answer while the first waits").hasValue(clients + 1);
        for (RawConnection connection : slow) {
            connection.close();
        }
    }

    @Test
    void aRequestToContinueDoesNotOvertakeAnAnswer() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /2 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");
            AbusedEngine.eventually("asked", () -> asked.get() == 1);
            held.element().reply(HttpReply.of(200, "text/plain", "/1"));
            assertThat(connection.answer().body()).isEqualTo("/1");
            assertThat(connection.answer().body()).isEqualTo("/2");
        }
    }

    @Test
    void framesThatComeWithTheHandshakeAreRead() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send(RawWebSocket.handshake(AbusedEngine.WEBSOCKET));
            connection.send(RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[] {'4', '0'}));
            RawWebSocket socket = RawWebSocket.opened(connection);
            assertThat(socket.text()).startsWith("0{");
            assertThat(socket.text()).startsWith("40{");
        }
    }

    @Test
    void framesInThePacketOfTheHandshakeAreRead() throws IOException {
        byte[] frame = RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[] {'4', '0'});
        try (RawConnection connection = engine.connection()) {
            connection.send(Bytes.join(Bytes.ascii(RawWebSocket.handshake(AbusedEngine.WEBSOCKET)), frame));
            RawWebSocket socket = RawWebSocket.opened(connection);
            assertThat(socket.text()).startsWith("0{");
            assertThat(socket.text()).startsWith("40{");
        }
    }
}
