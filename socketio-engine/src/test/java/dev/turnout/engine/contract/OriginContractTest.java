package dev.turnout.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Refusal;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins stay outside, on either transport (RFC 6454; Fetch standard, CORS). */
class OriginContractTest extends ContractTest {

    static final String OPEN = "/auction/?EIO=4&transport=polling";
    static final String UPGRADE = "/auction/?EIO=4&transport=websocket";

    private EngineFixture fenced() {
        return fixture.withOrigins("https://shop.example", "https://m.shop.example");
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aClientOfAnAllowedOriginGetsIn(ClientKind kind) {
        fenced();

        fixture.open(kind, fixture.target().header("Origin", "https://m.shop.example"))
                .connected();
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aClientWithoutOriginIsNoBrowserAndGetsIn(ClientKind kind) {
        fenced();

        fixture.connect(kind);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aClientOfAForeignOriginIsRefused(ClientKind kind) {
        fenced();

        RealClient client = fixture.open(kind, fixture.target().header("Origin", "https://shop.example.evil"));

        assertThat(client.connectError()).isNotNull();
        assertThat(fixture.app().handshakes()).isEmpty();
        assertThat(fixture.engine().stats().refused(Refusal.ORIGIN)).isPositive();
    }

    @Test
    void aForeignOriginGetsNothingByPolling() throws IOException {
        fenced();

        HttpAnswer answer = RawConnection.once(fixture.engine().port(), "GET", OPEN, "Origin: https://evil.example");

        assertThat(answer.status()).isBetween(400, 403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.body()).doesNotContain("sid");
    }

    @Test
    void aForeignOriginGetsNothingByWebsocket() throws IOException {
        fenced();

        try (RawConnection connection = RawConnection.to(fixture.engine().port())) {
            connection.sendRequest(
                    "GET",
                    UPGRADE,
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Origin: https://evil.example");

            assertThat(connection.answer().status()).isBetween(400, 403);
        }
        assertThat(fixture.app().handshakes()).isEmpty();
    }

    @Test
    void aForeignOriginCannotUseASessionId() throws IOException {
        fenced();
        int port = fixture.engine().port();
        String sid = RawConnection.once(port, "GET", OPEN).body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");

        HttpAnswer answer = RawConnection.once(port, "GET", OPEN + "&sid=" + sid, "Origin: https://evil.example");

        assertThat(answer.status()).isBetween(400, 403);
    }

    @Test
    void anAllowedOriginIsNamedInTheAnswer() throws IOException {
        fenced();

        HttpAnswer answer = RawConnection.once(fixture.engine().port(), "GET", OPEN, "Origin: https://shop.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN, "/api/anything"})
    void aPreflightIsAnsweredForAllowedOriginsOnly(String path) throws IOException {
        fenced();
        int port = fixture.engine().port();

        HttpAnswer ours = RawConnection.once(
                port,
                "OPTIONS",
                path,
                "Origin: https://shop.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type");
        HttpAnswer foreign = RawConnection.once(
                port, "OPTIONS", path, "Origin: https://evil.example", "Access-Control-Request-Method: POST");

        assertThat(ours.status()).isBetween(200, 204);
        assertThat(ours.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(ours.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(ours.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(ours.header("Access-Control-Allow-Headers")).containsIgnoringCase("content-type");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(fixture.app().handshakes()).isEmpty();
    }
}
