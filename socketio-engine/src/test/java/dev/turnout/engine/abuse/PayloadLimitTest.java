package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Refusal;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message, a polling body and a plain body hold 64 KiB and not a byte more. */
class PayloadLimitTest {

    private static final int MAX = 64 * 1024;
    private static final int TOO_BIG = 1009;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.withDefaults();
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    /** An event of this many bytes on the wire. */
    private static String event(int bytes) {
        String frame = "42[\"echo\",\"\"]";
        return "42[\"echo\",\"" + "x".repeat(bytes - frame.length()) + "\"]";
    }

    @Test
    void aWebSocketMessageOfTheWholeSizePasses() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send(event(MAX)).text()).isEqualTo(event(MAX));
        }
    }

    @Test
    void aLongerOneClosesAtItsHeaderAlready() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.connection().send(RawWebSocket.frameHeader(RawWebSocket.TEXT, MAX + 1));
            assertThat(socket.closeCode()).isEqualTo(TOO_BIG);
            engine.awaitClosed(CloseReason.PAYLOAD_TOO_LARGE, 1);
        }
    }

    @Test
    void anAnnouncementOfExabytesClosesToo() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.connection().send(RawWebSocket.frameHeader(RawWebSocket.BINARY, Long.MAX_VALUE));
            assertThat(socket.closeCode()).isEqualTo(TOO_BIG);
            engine.awaitClosed(CloseReason.PAYLOAD_TOO_LARGE, 1);
        }
    }

    @Test
    void fragmentsAreAddedUp() throws IOException {
        byte[] half = new byte[MAX / 2];
        try (RawWebSocket socket = engine.connected()) {
            socket.send(false, RawWebSocket.BINARY, half).send(false, RawWebSocket.CONTINUATION, half);
            socket.connection().send(RawWebSocket.frameHeader(RawWebSocket.CONTINUATION, 1));
            assertThat(socket.closeCode()).isEqualTo(TOO_BIG);
            engine.awaitClosed(CloseReason.PAYLOAD_TOO_LARGE, 1);
        }
    }

    @Test
    void fragmentsThatMakeTheWholeSizePass() throws IOException {
        byte[] whole = event(MAX).getBytes(StandardCharsets.US_ASCII);
        try (RawWebSocket socket = engine.connected()) {
            socket.send(false, RawWebSocket.TEXT, java.util.Arrays.copyOf(whole, 1000));
            socket.send(true, RawWebSocket.CONTINUATION, java.util.Arrays.copyOfRange(whole, 1000, MAX));
            assertThat(socket.text()).isEqualTo(event(MAX));
        }
    }

    @Test
    void aPollingBodyOfTheWholeSizePasses() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(connection);
            assertThat(connection.post(session(sid), event(MAX)).body()).isEqualTo("ok");
            assertThat(connection.get(session(sid)).body()).isEqualTo(event(MAX));
            connection.post(session(sid), "1");
        }
    }

    @Test
    void aLongerOneIsRefusedBeforeItIsSent() throws IOException {
        try (RawConnection polling = engine.connection();
                RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(polling);
            connection.send(
                    "POST " + session(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + (MAX + 1) + "\r\n\r\n");
            HttpAnswer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("65536 bytes");
            engine.awaitRefused(Refusal.BODY_TOO_LARGE, 1);

            assertThat(polling.post(session(sid), "42[\"echo\",1]").body()).isEqualTo("ok");
            assertThat(polling.get(session(sid)).body())
                    .as("the session lives on")
                    .isEqualTo("42[\"echo\",1]");
            polling.post(session(sid), "1");
        }
    }

    @Test
    void aLengthThatNoNumberHoldsIsABadRequest() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            engine.awaitRefused(Refusal.BAD_REQUEST, 1);
        }
    }

    @Test
    void chunksAreAddedUp() throws IOException {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        try (RawConnection connection = engine.connection()) {
            connection.send("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send(chunk.repeat(4)).send("1\r\nx\r\n");
            assertThat(connection.answer().status()).isEqualTo(413);
            engine.awaitRefused(Refusal.BODY_TOO_LARGE, 1);
        }
    }

    @Test
    void aPostWithoutLengthHasNoBody() throws IOException {
        try (RawConnection polling = engine.connection();
                RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(polling);
            connection.send("POST " + session(sid) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            engine.awaitClosed(CloseReason.PARSE_ERROR, 1);
        }
    }

    @Test
    void chunksThatAreNoneAreABadRequest() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            engine.awaitRefused(Refusal.BAD_REQUEST, 1);
        }
    }

    @Test
    void aHandshakeUrlThatIsTooLongIsABadRequest() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send("GET /test/?" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(414);
            engine.awaitRefused(Refusal.BAD_REQUEST, 1);
        }
    }

    @Test
    void giantHeadersAreABadRequest() throws IOException {
        try (RawConnection connection = engine.connection()) {
            connection.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(25_000) + "\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(431);
            engine.awaitRefused(Refusal.BAD_REQUEST, 1);
        }
    }
}
