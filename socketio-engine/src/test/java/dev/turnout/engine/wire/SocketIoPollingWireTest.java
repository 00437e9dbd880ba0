package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.Handshake;
import dev.turnout.engine.Transport;
import dev.turnout.testkit.raw.HttpAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Socket.IO over polling and across the upgrade, as 3.x and 4.x clients speak it. */
class SocketIoPollingWireTest {

    private final WireServer server = WireServer.start();
    private final PollingClient client = PollingClient.open(server, "/socket.io/");

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private PollingClient connected() {
        client.sends("40");
        assertThat(client.packets()).hasSize(2).last().isEqualTo("42[\"auth\",{}]");
        return client;
    }

    @Test
    void theConnectAnswerAndTheGreetingComeInOnePoll() {
        client.beginsToGet();
        client.sends("40");
        HttpAnswer answer = client.finishesToGet();
        assertThat(answer.body()).matches("40\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}\u001e42\\[\"auth\",\\{}]");
    }

    @Test
    void theHandlerSeesThatItIsPolling() {
        connected();
        Handshake handshake = server.main().handshakes().get(0);
        assertThat(handshake.transport()).isEqualTo(Transport.POLLING);
        assertThat(handshake.query()).containsEntry("transport", "polling");
    }

    @Test
    void eventsAndAnswers() {
        connected().sends("42[\"message\",1]", "427[\"message-with-ack\",2]");
        assertThat(client.packets()).containsExactly("42[\"message-back\",1]", "437[2]");
    }

    @Test
    void binaryEventsAndAnswers() {
        connected()
                .sends(
                        "451-[\"message\",{\"_placeholder\":true,\"num\":0}]",
                        "bAQI=",
                        "451-7[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]",
                        "bAw==");
        assertThat(client.packets())
                .containsExactly(
                        "451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]",
                        "bAQI=",
                        "461-7[{\"_placeholder\":true,\"num\":0}]",
                        "bAw==");
    }

    @Test
    void anAttachmentMayComeWithTheNextPost() {
        connected().sends("451-[\"message\",{\"_placeholder\":true,\"num\":0}]").sends("bAQI=");
        assertThat(client.packets()).hasSize(2).last().isEqualTo("bAQI=");
    }

    @Test
    void theRefusalWaitsForTheNextGet() {
        client.sends("40{\"token\":\"bad\"}");
        assertThat(client.packets()).containsExactly("44{\"message\":\"not authorized\",\"data\":{\"code\":401}}");
    }

    @Test
    void aClientThatIsDisconnectedReceivesItByTheNextGet() {
        connected().sends("42[\"kick-me\"]");
        assertThat(client.packets()).containsExactly("41");
    }

    @Test
    void aClientThatIsDisconnectedGetsTheReasonAlsoWhenItGoesOnSending() {
        connected().sends("42[\"kick-me\"]", "42[\"message\"]");
        assertThat(client.packets()).containsExactly("41", "1");
    }

    @Test
    void anInvalidPacketIsAnsweredByACloseOfTheSession() {
        connected().posts("42{}");
        assertThat(client.packets()).containsExactly("1");
        assertThat(client.gets().status()).isEqualTo(400);
        assertThat(server.main().log()).containsExactly("opened", "closed: PARSE_ERROR");
    }

    @Test
    void theClientLeavesTheNamespaceAndThenTheConnection() {
        connected().beginsToGet();
        client.sends("41");
        assertThat(server.main().log()).containsExactly("opened", "closed: CLIENT_NAMESPACE_DISCONNECT");
        client.sends("1");
        assertThat(client.finishesToGet().body()).isEqualTo("6");
    }

    @Test
    void theSessionSurvivesTheUpgrade() {
        connected();
        WebSocketClient socket = client.upgrades();
        assertThat(socket.send("42[\"message\",1]").next()).isEqualTo("42[\"message-back\",1]");
        assertThat(server.main().sessions().get(0).transport()).isEqualTo(Transport.WEBSOCKET);
        assertThat(server.main().log()).containsExactly("opened", "event message");
        socket.close();
        await().until(() -> server.main().log().contains("closed: TRANSPORT_CLOSE"));
    }

    @Test
    void theConnectMayComeByTheWebSocket() {
        WebSocketClient socket = client.upgrades();
        socket.send("40");
        assertThat(socket.next(2)).last().isEqualTo("42[\"auth\",{}]");
        socket.close();
    }

    @Test
    void anEventAndItsAttachmentMayComeByDifferentTransports() {
        connected().sends("451-[\"message\",{\"_placeholder\":true,\"num\":0}]");
        WebSocketClient socket = client.upgrades();
        socket.send(new byte[] {1, 2});
        assertThat(socket.next(2))
                .isEqualTo(List.of("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]", "<0102>"));
        socket.close();
    }
}
