package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Timings;
import dev.turnout.engine.websocket.ClientFrames;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pings and pongs in real time, as short as it gets (Engine.IO protocol, "Heartbeat"). */
class HeartbeatWireTest {

    private static final Timings QUICK =
            WireServer.PATIENT.withPingInterval(Duration.ofMillis(300)).withPingTimeout(Duration.ofMillis(200));

    private final WireServer server = WireServer.with(QUICK);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aWebSocketIsPingedAndLivesAsLongAsItPongs() {
        try (WebSocketClient socket = server.webSocket("/engine.io/?EIO=4&transport=websocket")) {
            socket.next();
            for (int beat = 0; beat < 4; beat++) {
                assertThat(socket.next()).isEqualTo("2");
                socket.send("3");
            }
            assertThat(server.stats().live()).isEqualTo(1);
        }
    }

    @Test
    void aWebSocketThatDoesNotPongIsCut() {
        try (WebSocketClient socket = server.webSocket("/engine.io/?EIO=4&transport=websocket")) {
            assertThat(socket.next(2)).last().isEqualTo("2");
            assertThat(socket.awaitClosed()).isTrue();
            await().until(() -> server.stats().closed(CloseReason.PING_TIMEOUT) == 1);
        }
    }

    @Test
    void aPollingClientIsPingedByItsGet() {
        try (PollingClient client = PollingClient.open(server, "/engine.io/")) {
            for (int beat = 0; beat < 4; beat++) {
                assertThat(client.packets()).containsExactly("2");
                client.sends("3");
            }
            assertThat(server.stats().live()).isEqualTo(1);
        }
    }

    @Test
    void aPollingClientThatDoesNotPongIsNotifiedByItsGet() {
        try (PollingClient client = PollingClient.open(server, "/engine.io/")) {
            assertThat(client.packets()).containsExactly("2");
            assertThat(client.packets()).containsExactly("1");
            assertThat(client.gets().status()).isEqualTo(400);
        }
    }

    @Test
    void aPollingClientThatNeverComesBackIsForgottenButItsConnectionIsKept() {
        try (PollingClient client = PollingClient.open(server, "/engine.io/")) {
            await().until(() -> server.stats().closed(CloseReason.PING_TIMEOUT) == 1);
            assertThat(client.posts("3").status()).isEqualTo(400);
            assertThat(client.gets().status()).isEqualTo(400);
        }
    }

    @Test
    void aRevision3ClientPingsAndIsAnswered() {
        try (WebSocketClient socket = server.webSocket("/engine.io/?EIO=3&transport=websocket");
                PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            socket.next();
            for (int beat = 0; beat < 4; beat++) {
                assertThat(socket.send("2").next()).isEqualTo("3");
                client.sends("2");
                assertThat(client.gets()).hasToString("200 1:3");
            }
            assertThat(server.stats().live()).isEqualTo(2);
        }
    }

    @Test
    void aRevision3ClientThatGivesNoSignOfLifeIsClosed() {
        try (WebSocketClient socket = server.webSocket("/engine.io/?EIO=3&transport=websocket");
                PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            socket.next();
            assertThat(socket.next()).isEqualTo("ping");
            assertThat(socket.awaitClosed()).isTrue();
            await().until(() -> server.stats().closed(CloseReason.PING_TIMEOUT) == 2);
            assertThat(client.gets().status()).isEqualTo(400);
        }
    }

    @Test
    void aRevision3ClientThatNeverPingsStaysWhileItAnswersPingFramesOrPolls() {
        try (WebSocketClient socket = server.webSocket("/engine.io/?EIO=3&transport=websocket");
                PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            socket.next();
            for (int beat = 0; beat < 4; beat++) {
                assertThat(socket.next()).isEqualTo("ping");
                socket.write(ClientFrames.pong());
                assertThat(client.gets()).hasToString("200 1:6");
            }
            assertThat(server.stats().live()).isEqualTo(2);
        }
    }

    @Test
    void anUpgradedClientIsPingedByItsWebSocketOnly() {
        try (PollingClient client = PollingClient.open(server, "/engine.io/");
                WebSocketClient socket = client.upgrades()) {
            assertThat(socket.next()).isEqualTo("2");
            socket.send("3");
            assertThat(socket.next()).isEqualTo("2");
        }
    }
}
