package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.CloseReason;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Engine.IO revision 3 and Socket.IO revision 4, as 2.x clients speak them. */
class Revision3WireTest {

    private static final String WEB_SOCKET = "?EIO=3&transport=websocket";

    private final WireServer server = WireServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- Engine.IO

    @Test
    void payloadsBeginWithTheirLengths() {
        try (PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            assertThat(client.posts("6:4hello")).hasToString("200 ok");
            assertThat(client.gets()).hasToString("200 6:4hello");
            client.posts("6:4test16:4test26:4test3");
            assertThat(client.gets()).hasToString("200 6:4test16:4test26:4test3");
            client.posts("5:4é€😀");
            assertThat(client.gets()).hasToString("200 5:4é€😀");
        }
    }

    @Test
    void binaryComesAsBytesToWhoCanTakeThem() {
        try (PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            client.posts("6:4hello10:b4AQIDBA==");
            HttpAnswer answer = client.gets();
            assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(answer.body()).isEqualTo("0006ff3468656c6c6f" + "0105ff0401020304");

            assertThat(client.posts(HexFormat.of().parseHex("0006ff3468656c6c6f" + "0103ff040102")))
                    .hasToString("200 ok");
            assertThat(client.gets().body()).isEqualTo("0006ff3468656c6c6f" + "0103ff040102");
        }
    }

    @Test
    void binaryComesAsBase64ToWhoAsksForIt() {
        try (RawConnection http = server.http()) {
            String target = "/engine.io/?EIO=3&transport=polling&b64=1";
            String open = http.get(target).body();
            int start = open.indexOf("\"sid\":\"") + 7;
            String session = target + "&sid=" + open.substring(start, start + 20);
            http.post(session, "6:4hello10:b4AQIDBA==");
            assertThat(http.get(session)).hasToString("200 6:4hello10:b4AQIDBA==");
        }
    }

    @Test
    void anInvalidPayloadEndsTheSession() {
        try (PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            assertThat(client.posts("abc").status()).isEqualTo(400);
            assertThat(client.gets().status()).isEqualTo(400);
        }
    }

    @Test
    void binaryFramesBeginWithTheType() {
        try (WebSocketClient socket = server.webSocket("/engine.io/" + WEB_SOCKET)) {
            socket.next();
            socket.send("4hello").send(new byte[] {4, 1, 2, 3});
            assertThat(socket.next(2)).containsExactly("4hello", "<04010203>");
            socket.send(new byte[] {7, 1});
            assertThat(socket.completesClose(1002)).isTrue();
        }
    }

    @Test
    void theClientsCloseReleasesItsGet() {
        try (PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            client.beginsToGet();
            client.sends("1");
            assertThat(client.finishesToGet().body()).isIn("1:6", "");
            await().until(() -> server.stats().closed(CloseReason.TRANSPORT_CLOSE) == 1);
        }
    }

    @Test
    void theUpgradeReleasesTheGetAndTakesTheMessagesAlong() {
        try (PollingClient client = PollingClient.openRevision3(server, "/engine.io/")) {
            WebSocketClient socket = client.opensWebSocket().send("2probe");
            assertThat(socket.next()).isEqualTo("3probe");
            assertThat(client.gets()).hasToString("200 1:6");
            client.sends("4queued");
            socket.send("5", "4hello");
            assertThat(socket.next(2)).containsExactly("4queued", "4hello");
            assertThat(client.gets().status()).isEqualTo(400);
            socket.close();
        }
    }

    // ---- Socket.IO

    @Test
    void theClientIsInTheMainNamespaceWithoutAsking() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            assertThat(socket.next(3)).element(1).isEqualTo("40");
            assertThat(server.main().log()).containsExactly("opened");
            socket.send("42[\"message\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
        }
    }

    @Test
    void theClientIsInTheMainNamespaceByPolling() {
        try (PollingClient client = PollingClient.openRevision3(server, "/socket.io/")) {
            assertThat(client.gets()).hasToString("200 2:4013:42[\"auth\",{}]");
            client.sends("42[\"message\",\"é😀\"]");
            assertThat(client.gets().body()).isEqualTo("24:42[\"message-back\",\"é😀\"]");
        }
    }

    @Test
    void aClientThatAsksAllTheSameIsNotDisconnected() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            socket.next(3);
            socket.send("40", "42[\"message\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
        }
    }

    @Test
    void anotherNamespaceIsAskedForWithAQuery() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            socket.next(3);
            socket.send("40/custom?token=abc,");
            assertThat(socket.next(2)).containsExactly("40/custom,", "42/custom,[\"auth\",{}]");
            socket.send("42/custom,7[\"message-with-ack\",1]");
            assertThat(socket.next()).isEqualTo("43/custom,7[1]");
        }
    }

    @Test
    void anUnknownNamespaceIsRefusedWithAReason() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            socket.next(3);
            socket.send("40/random,");
            assertThat(socket.next()).isEqualTo("44/random,\"Invalid namespace\"");
        }
    }

    @Test
    void binaryEventsOverAWebSocket() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            socket.next(3);
            socket.send("451-3[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]")
                    .send(new byte[] {4, 9, 8});
            assertThat(socket.next(2)).isEqualTo(List.of("461-3[{\"_placeholder\":true,\"num\":0}]", "<040908>"));
        }
    }

    @Test
    void binaryEventsOverPolling() {
        try (PollingClient client = PollingClient.openRevision3(server, "/socket.io/")) {
            client.gets();
            client.sends("451-3[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]", "b4CQg=");
            HttpAnswer answer = client.gets();
            assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(answer.body())
                    .isEqualTo("000306ff"
                            + HexFormat.of()
                                    .formatHex("461-3[{\"_placeholder\":true,\"num\":0}]"
                                            .getBytes(StandardCharsets.US_ASCII))
                            + "0103ff040908");
        }
    }

    @Test
    void theClientLeaves() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            socket.next(3);
            socket.send("41");
            await().until(() -> server.main().log().contains("closed: CLIENT_NAMESPACE_DISCONNECT"));
        }
    }

    @Test
    void theServerSendsItAway() {
        try (WebSocketClient socket = server.webSocket("/socket.io/" + WEB_SOCKET)) {
            socket.next(3);
            socket.send("42[\"kick-me\"]");
            assertThat(socket.next()).isEqualTo("41");
        }
    }

    @Test
    void recoveryIsNotForIt() {
        try (WebSocketClient socket = server.webSocket("/second/" + WEB_SOCKET)) {
            assertThat(socket.next(2)).last().isEqualTo("40");
        }
    }
}
