package dev.turnout.engine.http;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.Timings;
import dev.turnout.engine.ledger.ConnectionLimits;
import dev.turnout.engine.ledger.CountingLedger;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.PerLoop;
import dev.turnout.engine.websocket.ListenerRecorder;
import dev.turnout.engine.websocket.WebSocketConnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection leaves HTTP: what is sent with the request, on which loop it continues, and what fails on the way. */
class BecomingWebSocketTest {

    private static final byte[] REQUEST = "GET /ws/ HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Text frames "a" and "b", masked with zeros. */
    private static final byte[] A = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'a'};

    private static final byte[] B = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'b'};

    private final EventLoopThreads threads = new EventLoopThreads(2);
    private final EventLoopThreads others = new EventLoopThreads(1);
    private final CountingLedger ledger =
            new CountingLedger(ConnectionLimits.of(Limits.DEFAULTS), Ticker.systemTicker());
    private final HttpEdge edge = new HttpEdge(
            Network.loopback(),
            Limits.DEFAULTS,
            Timings.DEFAULTS,
            threads,
            new PerLoop<>(
                    threads.loops(), loop -> new LoopDeadlines(loop, Ticker.systemTicker(), Duration.ofMillis(10))),
            HttpRoutes.NONE,
            ledger,
            refusal -> {});
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger closedBefore = new AtomicInteger();
    private EventLoop owner = threads.loops().get(0);
    private Consumer<WebSocketConnection> onReady = this::open;

    @BeforeEach
    void start() throws IOException {
        edge.serve(
                "/ws/",
                exchange -> exchange.becomeWebSocket(
                        new WebSocketConnection.Options(1000, true),
                        owner,
                        webSocket -> onReady.accept(webSocket),
                        closedBefore::incrementAndGet));
        edge.start();
    }

    @AfterEach
    void stop() {
        eventually(() -> assertThat(ledger.connections()).isZero());
        edge.close();
        threads.close();
        others.close();
    }

    private void open(WebSocketConnection webSocket) {
        webSocket.open(new ListenerRecorder(received));
        received.add("opened on its loop: " + owner.inEventLoop());
    }

    @Test
    void onEveryLoopItContinuesWithWhatCameAfterTheRequest() throws IOException {
        for (EventLoop each : List.of(threads.loops().get(0), threads.loops().get(1))) {
            owner = each;
            received.clear();
            try (Socket client = connect()) {
                client.getOutputStream().write(joined(REQUEST, A));
                eventually(() -> assertThat(received).containsExactly("text a", "opened on its loop: true"));
                client.getOutputStream().write(B);
                eventually(() -> assertThat(received).containsExactly("text a", "opened on its loop: true", "text b"));
            }
            eventually(() -> assertThat(received).last().isEqualTo("closed"));
        }
        assertThat(closedBefore).hasValue(0);
    }

    @Test
    void aFaultAtTheStartClosesTheConnection() throws IOException {
        onReady = webSocket -> {
            throw new OutOfMemoryError("no memory for the answer");
        };
        try (Socket client = connect()) {
            client.getOutputStream().write(joined(REQUEST, A));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            eventually(() -> assertThat(closedBefore).hasValue(1));
        }
    }

    @Test
    void aLoopThatHasStoppedGetsNoConnection() throws IOException {
        owner = others.loops().get(0);
        others.close();
        try (Socket client = connect()) {
            client.getOutputStream().write(REQUEST);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            eventually(() -> assertThat(closedBefore).hasValue(1));
            assertThat(received).isEmpty();
        }
    }

    @Test
    void aClientThatHasGoneIsNoWebSocket() throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(REQUEST);
            client.setSoLinger(true, 0);
        }
        eventually(() -> assertThat(ledger.connections()).isZero());
        eventually(() -> assertThat(closedBefore.get() == 1 || received.contains("closed"))
                .isTrue());
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        client.setSoTimeout(20_000);
        return client;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
