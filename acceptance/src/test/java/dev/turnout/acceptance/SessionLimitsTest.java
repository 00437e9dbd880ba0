package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits of one session, of one address and in total; reaching one never hurts another session. */
class SessionLimitsTest {

    private static final String WEBSOCKET = "/auction/?EIO=4&transport=websocket&slug=auction-";

    @RegisterExtension
    static final Product product = Product.withFakeBackend()
            .socket("HANDSHAKE_TIMEOUT", "1s")
            .socket("CONNECT_TIMEOUT", "1s")
            .socket("CONNECTIONS_PER_ADDRESS", "8")
            .socket("HTTP_SESSIONS_PER_ADDRESS", "2");

    private String auction = "";
    private Viewer witness = product.viewer();

    @BeforeEach
    void joinAWitness() {
        auction = product.newAuction();
        witness = product.viewer().joins(auction).sees(1);
    }

    /** Another session in the same room notices nothing. */
    private void expectWitnessUndisturbed() {
        assertThat(witness.isDisconnected()).isFalse();
        witness.emitsForAck("heartbeat");
        eventually(() -> assertThat(product.internalApi().count(auction)).isGreaterThanOrEqualTo(1));
    }

    private RawConnection connection() {
        return product.closeAfterTest(RawConnection.to(product.socketServer().port()));
    }

    private RawWebSocket joined() {
        RawWebSocket socket = RawWebSocket.over(connection(), WEBSOCKET + auction);
        socket.text();
        socket.send("40");
        assertThat(socket.text()).startsWith("40");
        return socket;
    }

    @Test
    void aConnectionWithoutACompleteRequestEndsAfterTheHandshakeTimeout() {
        RawConnection slow = connection().send("GET / HTTP/1.1\r\nHost: x\r\n");
        slow.readUntilClosed();
        expectWitnessUndisturbed();
    }

    @Test
    void aSessionWithoutAConnectEndsAfterTheConnectTimeout() {
        RawWebSocket pending = RawWebSocket.over(connection(), WEBSOCKET + auction);
        pending.text();
        assertThat(pending.closeCode()).isPositive();
        expectWitnessUndisturbed();
    }

    @Test
    void aFrameAbove64KiBClosesItsSessionOnly() {
        RawWebSocket socket = joined();
        socket.connection()
                .sendRefused(RawWebSocket.frame(
                        true, RawWebSocket.TEXT, ("42[\"x\",\"" + "y".repeat(70_000)).getBytes(US_ASCII)));
        socket.connection().readUntilClosed();
        expectWitnessUndisturbed();
    }

    @Test
    void anHttpBodyAbove64KiBIs413() {
        HttpAnswer answer = connection()
                .post("/api/stream/" + auction + "/viewer/join", "{\"name\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(answer.status()).isEqualTo(413);
        expectWitnessUndisturbed();
    }

    @Test
    void moreThan50PacketsAtOnceCloseTheSession() {
        RawWebSocket socket = joined();
        for (int i = 0; i < 200; i++) {
            socket.connection()
                    .sendRefused(RawWebSocket.frame(true, RawWebSocket.TEXT, "42[\"heartbeat\"]".getBytes(US_ASCII)));
        }
        assertThat(socket.closeCode()).isPositive();
        expectWitnessUndisturbed();
    }

    @Test
    void binaryAttachmentsAndDeepJsonCloseTheSession() {
        RawWebSocket attachments = joined().send("451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(attachments.closeCode()).isPositive();
        RawWebSocket deep = joined().send("42[\"x\"," + "[".repeat(100) + "]".repeat(100) + "]");
        assertThat(deep.closeCode()).isPositive();
        expectWitnessUndisturbed();
    }

    @Test
    void aSecondNamespaceIsRefused() {
        RawWebSocket socket = joined().send("40/other,");
        String answer = socket.text();
        while (answer.startsWith("42")) {
            answer = socket.text();
        }
        assertThat(answer).startsWith("44/other,");
        expectWitnessUndisturbed();
    }

    @Test
    void connectionsOfOneAddressAreLimited() {
        HttpAnswer last = connection().get("/health/live");
        for (int i = 0; i < 20 && last.status() == 200; i++) {
            last = connection().get("/health/live");
        }
        assertThat(last.status()).isIn(429, 503);
        expectWitnessUndisturbed();
    }

    @Test
    void httpViewersOfOneAddressAreLimited() {
        Http http = product.socketServer().http();
        String path = "/api/stream/" + product.newAuction() + "/viewer/join";
        Http.Answer last = http.post(path, "{}");
        for (int i = 0; i < 5 && last.status() == 200; i++) {
            last = http.post(path, "{}");
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("Retry-After")).isNotEmpty();
        expectWitnessUndisturbed();
    }
}
