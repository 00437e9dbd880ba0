package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.Timings;
import dev.turnout.engine.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From polling to a websocket (Engine.IO protocol, "Upgrade"), against an echo. */
class UpgradeWireTest {

    private static final Duration MOMENT = Duration.ofMillis(100);

    private final WireServer server = WireServer.start();
    private final PollingClient client = PollingClient.open(server, "/engine.io/");

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theWaitingGetIsReleasedByTheProbe() {
        client.beginsToGet();
        await().until(() -> client.getLine().isSilentFor(MOMENT));
        WebSocketClient socket = client.opensWebSocket().send("2probe");

        assertThat(socket.next()).isEqualTo("3probe");
        assertThat(client.finishesToGet()).hasToString("200 6");

        socket.send("5", "4hello");
        assertThat(socket.next()).isEqualTo("4hello");
        assertThat(server.stats().live(Transport.WEBSOCKET)).isEqualTo(1);
        assertThat(server.stats().live(Transport.POLLING)).isZero();
        socket.close();
    }

    @Test
    void aGetIsHeldUntilTheProbeArrives() {
        WebSocketClient socket = client.opensWebSocket();
        client.beginsToGet();
        assertThat(client.getLine().isSilentFor(Duration.ofMillis(300))).isTrue();

        socket.send("2probe");

        assertThat(socket.next()).isEqualTo("3probe");
        assertThat(client.finishesToGet()).hasToString("200 6");
        socket.send("5", "4hello");
        assertThat(socket.next()).isEqualTo("4hello");
        socket.close();
    }

    @Test
    void afterTheProbeAPollingClientGetsANoopAtMostEvery100Millis() {
        WebSocketClient socket = client.opensWebSocket().send("2probe");
        assertThat(socket.next()).isEqualTo("3probe");
        long start = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            assertThat(client.gets()).hasToString("200 6");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
        socket.close();
    }

    @Test
    void afterwardsPollingIsOver() {
        WebSocketClient socket = client.upgrades();
        await().until(() -> server.stats().live(Transport.WEBSOCKET) == 1);

        assertThat(client.gets()).hasToString("400 {\"code\":3,\"message\":\"Bad request\"}");
        assertThat(client.posts("4hello").status()).isEqualTo(400);

        assertThat(socket.send("4hello").next()).isEqualTo("4hello");
        socket.close();
    }

    @Test
    void afterwardsAnotherWebSocketWithTheSidIsClosedAfterItsHandshake() {
        WebSocketClient socket = client.upgrades();
        await().until(() -> server.stats().live(Transport.WEBSOCKET) == 1);

        WebSocketClient second = client.opensWebSocket().send("2probe");

        assertThat(second.completesClose(1000)).isTrue();
        assertThat(socket.send("4hello").next()).isEqualTo("4hello");
        socket.close();
    }

    @Test
    void aSecondWebSocketIsClosedAfterItsHandshakeWhileOneProbes() {
        WebSocketClient socket = client.opensWebSocket().send("2probe");
        assertThat(socket.next()).isEqualTo("3probe");

        assertThat(client.opensWebSocket().completesClose(1000)).isTrue();

        assertThat(socket.send("5", "4hello").next()).isEqualTo("4hello");
        socket.close();
    }

    @Test
    void aWebSocketWithTheSidOfAClosedSessionIsRefused() {
        client.upgrades().reset();
        await().until(() -> server.stats().live() == 0);

        assertThat(client.asksForWebSocket()).hasToString("400 {\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "5", "2", "abc"})
    void aFailedProbeLeavesThePollingSessionAlive(String notAProbe) {
        WebSocketClient socket = client.opensWebSocket().send(notAProbe);
        assertThat(socket.completesClose(1002)).isTrue();

        client.sends("4hello");
        assertThat(client.gets()).hasToString("200 4hello");
        client.upgrades().close();
    }

    @Test
    void garbageInsteadOfFramesLeavesThePollingSessionAlive() {
        WebSocketClient socket = client.opensWebSocket();
        socket.write(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        assertThat(socket.next()).isEqualTo("close 1002");

        client.sends("4hello");
        assertThat(client.gets()).hasToString("200 4hello");
    }

    @Test
    void aWebSocketThatVanishesLeavesThePollingSessionAlive() {
        client.opensWebSocket().reset();
        client.sends("4hello");
        assertThat(client.gets()).hasToString("200 4hello");
        await().until(() -> client.asksForWebSocket().status() == 101);
    }

    @Test
    void aProbeThatTakesTooLongIsGivenUp() {
        Timings timings =
                WireServer.PATIENT.withPingTimeout(Duration.ofMillis(200)).withUpgradeTimeout(Duration.ofMillis(100));
        try (WireServer impatient = WireServer.with(timings);
                PollingClient other = PollingClient.open(impatient, "/engine.io/")) {
            WebSocketClient socket = other.opensWebSocket().send("2probe");
            assertThat(socket.next(2)).containsExactly("3probe", "close 1002");
            assertThat(socket.awaitClosed()).as("cut, for it does not answer").isTrue();

            other.sends("4hello");
            assertThat(other.gets()).hasToString("200 4hello");
        }
    }

    @Test
    void theClientMayCloseInTheMidstOfIt() {
        WebSocketClient socket = client.opensWebSocket().send("2probe");
        assertThat(socket.next()).isEqualTo("3probe");

        client.posts("1");

        assertThat(socket.completesClose(1002)).isTrue();
        assertThat(server.stats().live()).isZero();
    }

    @Test
    void messagesThatWaitGoByTheWebSocket() {
        WebSocketClient socket = client.opensWebSocket().send("2probe");
        assertThat(socket.next()).isEqualTo("3probe");
        client.sends("4one", "4two");

        socket.send("5", "4three");

        assertThat(socket.next(3)).containsExactly("4one", "4two", "4three");
        socket.close();
    }

    @Test
    void noneOfManyMessagesIsLostDoubledOrReordered() {
        List<String> sent = new ArrayList<>();
        List<String> got = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            try (PollingClient each = PollingClient.open(server, "/engine.io/")) {
                for (int i = 0; i < 5; i++) {
                    sent.add(say(each, "4" + round + " poll " + i));
                }
                got.addAll(each.packets());
                WebSocketClient socket = each.opensWebSocket();
                for (int i = 0; i < 5; i++) {
                    sent.add(say(each, "4" + round + " open " + i));
                }
                socket.send("2probe");
                assertThat(socket.next()).isEqualTo("3probe");
                for (int i = 0; i < 5; i++) {
                    sent.add(say(each, "4" + round + " probed " + i));
                }
                socket.send("5");
                for (int i = 0; i < 5; i++) {
                    String message = "4" + round + " upgraded " + i;
                    sent.add(message);
                    socket.send(message);
                }
                got.addAll(socket.next(15));
                socket.close();
            }
        }
        assertThat(got).isEqualTo(sent);
    }

    private static String say(PollingClient client, String message) {
        client.sends(message);
        return message;
    }
}
