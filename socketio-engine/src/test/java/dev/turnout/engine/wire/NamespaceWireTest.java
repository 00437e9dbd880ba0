package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import dev.turnout.engine.Transport;
import dev.turnout.testkit.raw.RawConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coming into namespaces and leaving them, as 3.x and 4.x clients do (Socket.IO protocol, revision 5). */
class NamespaceWireTest extends SocketIoWire {

    private static final Timings IMPATIENT = WireServer.PATIENT.withConnectTimeout(Duration.ofMillis(100));

    // ---- CONNECT

    @Test
    void nothingHappensBeforeTheClientsConnect() {
        assertThat(socket.isSilentFor(MOMENT)).isTrue();
        assertThat(server.main().log()).isEmpty();
        assertThat(server.main().handshakes()).isEmpty();
    }

    @Test
    void theMainNamespaceAnswersWithASid() {
        socket.send("40");
        assertThat(socket.next()).matches("40\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
        assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
        assertThat(server.main().log()).containsExactly("opened");
    }

    @Test
    void thePayloadReachesTheHandler() {
        socket.send("40{\"token\":\"123\"}");
        socket.next();
        assertThat(socket.next()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
    }

    @Test
    void aCustomNamespaceAnswersInItsName() {
        socket.send("40/custom,");
        assertThat(socket.next()).matches("40/custom,\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
        assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{}]");
        assertThat(server.main().log()).isEmpty();
    }

    @Test
    void aCustomNamespaceTakesAPayload() {
        socket.send("40/custom,{\"token\":\"abc\"}");
        socket.next();
        assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
    }

    @Test
    void eachNamespaceHasASidOfItsOwnAndNoneIsTheTransports() {
        try (WebSocketClient other = server.webSocket(TARGET)) {
            String open = other.next();
            other.send("40", "40/custom,");
            List<String> answers = other.next(4);
            String main = answers.get(0).substring(9, 29);
            String custom = answers.get(2).substring(17, 37);
            assertThat(main).isNotEqualTo(custom);
            assertThat(open).doesNotContain(main).doesNotContain(custom);
        }
    }

    @Test
    void anUnknownNamespaceIsRefusedByItsName() {
        socket.send("40/random");
        assertThat(socket.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
        assertThat(connected().send("42[\"message\",1]").next()).isEqualTo("42[\"message-back\",1]");
    }

    @Test
    void theHandlersRefusalGivesTheReason() {
        socket.send("40{\"token\":\"bad\"}");
        assertThat(socket.next()).isEqualTo("44{\"message\":\"not authorized\",\"data\":{\"code\":401}}");
        assertThat(server.main().log()).isEmpty();
    }

    @Test
    void aClientThatWasRefusedMayTryAgain() {
        socket.send("40{\"token\":\"bad\"}");
        socket.next();
        socket.send("40{\"token\":\"good\"}");
        assertThat(socket.next()).startsWith("40{\"sid\"");
    }

    @Test
    void theHandlerSeesTheRequest() {
        try (RawConnection line = server.http()) {
            WebSocketClient other = WebSocketClient.open(
                    line,
                    TARGET + "&slug=auction-1&slug=2&n=%C3%A9+x",
                    "X-Test: some value",
                    "Origin: http://a.example");
            other.next();
            other.send("40{\"a\":1}");
            other.next();

            Handshake handshake = server.main().handshakes().get(0);
            assertThat(handshake.path()).isEqualTo("/socket.io/");
            assertThat(handshake.namespace()).isEqualTo("/");
            assertThat(handshake.query()).containsEntry("slug", "auction-1").containsEntry("n", "é x");
            assertThat(handshake.header().apply("x-test")).contains("some value");
            assertThat(handshake.auth()).hasToString("{\"a\":1}");
            assertThat(handshake.remoteAddress().isLoopbackAddress()).isTrue();
            assertThat(handshake.protocol()).isEqualTo(4);
            assertThat(handshake.transport()).isEqualTo(Transport.WEBSOCKET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"42[\"message\"]", "4321[]", "41", "42/custom,[\"message\"]", "43/custom,1[]"})
    void aClientThatDoesNotConnectFirstIsDisconnected(String packet) {
        socket.send(packet);
        assertThat(socket.completesClose(1002)).isTrue();
        assertThat(server.main().log()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "4", "40\"x\"", "40[]", "400", "44{}", "49"})
    void anInvalidConnectDisconnectsTheClient(String packet) {
        socket.send(packet);
        assertThat(socket.completesClose(1002)).isTrue();
        await().until(() -> server.stats().closed(CloseReason.PARSE_ERROR) == 1);
    }

    @Test
    void aClientThatConnectsTwiceIsDisconnected() {
        connected().send("40");
        assertThat(socket.completesClose(1002)).isTrue();
        await().until(() -> server.main().log().contains("closed: PARSE_ERROR"));
    }

    @Test
    void aClientThatDoesNotConnectInTimeIsDisconnected() {
        try (WireServer impatient = WireServer.with(IMPATIENT);
                WebSocketClient other = impatient.webSocket(TARGET);
                PollingClient polling = PollingClient.open(impatient, "/socket.io/")) {
            other.next();
            assertThat(other.completesClose(1000)).isTrue();
            assertThat(polling.packets()).containsExactly("1");
            await().until(() -> impatient.stats().closed(CloseReason.CONNECT_TIMEOUT) == 2);
        }
    }

    @Test
    void aClientThatIsRefusedAndStaysIsDisconnected() {
        try (WireServer impatient = WireServer.with(IMPATIENT);
                WebSocketClient other = impatient.webSocket(TARGET)) {
            other.next();
            other.send("40{\"token\":\"bad\"}");
            assertThat(other.next()).startsWith("44");
            assertThat(other.completesClose(1000)).isTrue();
            assertThat(impatient.stats().closed(CloseReason.CONNECT_REFUSED)).isEqualTo(1);
        }
    }

    @Test
    void moreNamespacesThanAllowedAreOneTooMany() {
        Limits one = Limits.DEFAULTS
                .withMaxPayload(100_000)
                .withPacketsPerSecond(0)
                .withPacketBurst(0)
                .withConnectionsPerAddress(0)
                .withAttachments(10)
                .withRecoveryBytes(0);
        try (WireServer strict = new WireServer(WireServer.network(1), WireServer.PATIENT, one);
                WebSocketClient other = strict.webSocket(TARGET)) {
            other.next();
            other.send("40");
            other.next(2);
            other.send("40/custom,");
            assertThat(other.completesClose(1008)).isTrue();
            assertThat(strict.main().log()).containsExactly("opened", "closed: NAMESPACE_LIMIT");
        }
    }

    // ---- DISCONNECT

    @Test
    void theClientLeavesItsOnlyNamespaceAndMayComeBack() {
        connected().send("41");
        await().until(() -> server.main().log().equals(List.of("opened", "closed: CLIENT_NAMESPACE_DISCONNECT")));
        socket.send("40");
        assertThat(socket.next(2)).last().isEqualTo("42[\"auth\",{}]");
    }

    @Test
    void aClientThatLeavesItsOnlyNamespaceAndStaysIsDisconnected() {
        try (WireServer impatient = WireServer.with(IMPATIENT);
                WebSocketClient other = impatient.webSocket(TARGET)) {
            other.next();
            other.send("40");
            other.next(2);
            other.send("41");
            assertThat(other.completesClose(1000)).isTrue();
        }
    }

    @Test
    void theClientLeavesOneOfTwoNamespacesAndStaysInTheOther() {
        connected().send("40/custom,");
        assertThat(socket.next(2)).last().isEqualTo("42/custom,[\"auth\",{}]");

        socket.send("41/custom,", "42[\"message\",\"message to main namespace\"]");

        assertThat(socket.next()).isEqualTo("42[\"message-back\",\"message to main namespace\"]");
        assertThat(server.custom().log()).containsExactly("opened", "closed: CLIENT_NAMESPACE_DISCONNECT");
        assertThat(server.main().log()).doesNotContain("closed: CLIENT_NAMESPACE_DISCONNECT");
    }

    @Test
    void aClientThatLeftANamespaceMayComeBackToIt() {
        connected().send("40/custom,");
        socket.next(2);
        socket.send("41/custom,", "40/custom,");
        assertThat(socket.next(2)).last().isEqualTo("42/custom,[\"auth\",{}]");
    }

    @Test
    void theServerDisconnectsAClientAndTheClientClosesTheConnection() {
        connected().send("42[\"kick-me\"]");
        assertThat(socket.next()).isEqualTo("41");
        assertThat(server.main().log())
                .containsExactly("opened", "event kick-me", "closed: SERVER_NAMESPACE_DISCONNECT");
        socket.sendClose(1000);
        assertThat(socket.next()).isEqualTo("close 1000");
        assertThat(socket.awaitClosed()).isTrue();
    }

    @Test
    void theServerClosesTheConnection() {
        connected().send("42[\"hang-up\"]");
        assertThat(socket.completesClose(1000)).isTrue();
        assertThat(server.main().log()).containsExactly("opened", "event hang-up", "closed: FORCED_SERVER_CLOSE");
    }

    @Test
    void theClientsEngineCloseEndsAllItsNamespaces() {
        connected().send("40/custom,");
        socket.next(2);
        socket.send("1");
        assertThat(socket.completesClose(1000)).isTrue();
        await().until(() -> server.main().log().contains("closed: TRANSPORT_CLOSE")
                && server.custom().log().contains("closed: TRANSPORT_CLOSE"));
    }

    // ---- several paths

    @Test
    void eachPathIsAServerOfItsOwn() {
        try (WebSocketClient other = open("/second/?EIO=4&transport=websocket")) {
            connected();
            other.send("40");
            assertThat(other.next()).startsWith("40{\"sid\"");
            assertThat(other.send("42[\"message\",1]").next()).isEqualTo("42[\"message-back\",1]");
            assertThat(other.send("40/custom,").next()).isEqualTo("44/custom,{\"message\":\"Invalid namespace\"}");
            assertThat(server.main().log()).containsExactly("opened");
            assertThat(server.second().log()).containsExactly("opened", "event message");
        }
    }

    @Test
    void theSlashAtTheEndOfAPathMayBeMissing() {
        try (WebSocketClient other = open("/socket.io?EIO=4&transport=websocket")) {
            other.send("40");
            assertThat(other.next(2)).last().isEqualTo("42[\"auth\",{}]");
        }
    }
}
