package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that never CONNECT, are refused and stay, or do not answer pings. */
class TimeoutTest {

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> {
            knobs.packetsPerSecond = 0;
            knobs.connectTimeout = Duration.ofMillis(500); // less than the ping interval, also on a busy machine
            knobs.upgradeTimeout = Duration.ofMillis(300);
            knobs.pingInterval = Duration.ofSeconds(1);
            knobs.pingTimeout = Duration.ofSeconds(2); // the neighbour answers pings too, also on a busy machine
        });
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    @Test
    void aWebSocketThatNeverConnectsIsClosed() throws IOException {
        try (RawWebSocket socket = engine.webSocket()) {
            assertThat(socket.closeCode()).isEqualTo(1000);
            engine.awaitClosed(CloseReason.CONNECT_TIMEOUT, 1);
        }
    }

    @Test
    void aPollingClientThatNeverConnectsIsTold() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.polling(connection);
            assertThat(connection.get(session(sid)).body()).isEqualTo("1");
            engine.awaitClosed(CloseReason.CONNECT_TIMEOUT, 1);
            assertThat(connection.get(session(sid)).body()).contains("Session ID unknown");
        }
    }

    @Test
    void aPollingSessionWithoutFurtherRequestsEnds() throws IOException {
        try (RawConnection connection = engine.connection()) {
            engine.polling(connection);
        }
        engine.awaitClosed(CloseReason.CONNECT_TIMEOUT, 1);
    }

    @Test
    void aRefusedClientThatStaysIsClosed() throws IOException {
        try (RawWebSocket socket = engine.webSocket()) {
            assertThat(socket.send("40{\"refuse\":1}").text()).isEqualTo("44{\"message\":\"not today\"}");
            assertThat(socket.closeCode()).isEqualTo(1000);
            engine.awaitClosed(CloseReason.CONNECT_REFUSED, 1);
        }
    }

    @Test
    void repeatedConnectsDoNotExtendTheTimeout() throws IOException {
        byte[] again = "40/nowhere,".getBytes(StandardCharsets.US_ASCII);
        try (RawWebSocket socket = engine.webSocket()) {
            socket.send("40{\"refuse\":1}");
            AbusedEngine.eventually("closed", () -> {
                socket.connection().sendRefused(RawWebSocket.frame(true, RawWebSocket.TEXT, again));
                return engine.stats().closed(CloseReason.CONNECT_REFUSED) == 1;
            });
        }
    }

    @Test
    void aClientThatDoesNotAnswerPingsIsClosed() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.frame().text()).isEqualTo("2");
            assertThat(socket.connection().readUntilClosed()).isEmpty();
            engine.awaitClosed(CloseReason.PING_TIMEOUT, 1);
        }
    }

    @Test
    void aPollingClientThatDoesNotAnswerPingsIsTold() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(connection);
            assertThat(connection.get(session(sid)).body()).isEqualTo("2");
            assertThat(connection.get(session(sid)).body()).isEqualTo("1");
            engine.awaitClosed(CloseReason.PING_TIMEOUT, 1);
        }
    }

    @Test
    void aRevision3ClientThatAnswersNoPingFrameIsClosed() throws IOException {
        try (RawWebSocket socket = RawWebSocket.over(engine.connection(), "/test/?EIO=3&transport=websocket")) {
            assertThat(socket.text()).startsWith("0{");
            assertThat(socket.text()).isEqualTo("40");
            assertThat(socket.frame().opcode()).isEqualTo(RawWebSocket.PING);
            assertThat(socket.connection().readUntilClosed()).isEmpty();
            engine.awaitClosed(CloseReason.PING_TIMEOUT, 1);
        }
    }

    @Test
    void websocketPingsAreNoSignOfLife() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            AbusedEngine.eventually("cut off", () -> {
                socket.connection().sendRefused(RawWebSocket.frame(true, RawWebSocket.PING, new byte[0]));
                return engine.stats().live() == 1;
            });
            assertThat(engine.stats().closed(CloseReason.PING_TIMEOUT)
                            + engine.stats().closed(CloseReason.PACKET_RATE))
                    .isEqualTo(1);
        }
    }

    @Test
    void aClientThatClosesAndWaitsIsClosed() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.send(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});
            assertThat(socket.closeCode()).isEqualTo(1000);
            assertThat(socket.connection().readUntilClosed()).isEmpty();
            engine.awaitClosed(CloseReason.TRANSPORT_CLOSE, 1);
        }
    }

    @Test
    void aClientThatDoesNotAnswerACloseIsClosed() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.send("nonsense");
            assertThat(socket.closeCode()).isEqualTo(1002);
            assertThat(socket.connection().readUntilClosed()).isEmpty();
            engine.awaitClosed(CloseReason.PARSE_ERROR, 1);
        }
    }
}
