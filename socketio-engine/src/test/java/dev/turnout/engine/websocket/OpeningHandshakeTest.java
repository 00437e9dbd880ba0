package dev.turnout.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHandshakeTest {

    private final HttpHeaders headers = new DefaultHttpHeaders()
            .set("Connection", "Upgrade")
            .set("Upgrade", "websocket")
            .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .set("Sec-WebSocket-Version", "13");

    @Test
    void theExampleOfTheStandardIsAnswered() {
        assertThat(OpeningHandshake.isRequested(headers)).isTrue();
        assertThat(OpeningHandshake.of(headers).map(OpeningHandshake::accept)).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade,                websocket, true",
        "'keep-alive, Upgrade',  WebSocket, true",
        "'upgrade,keep-alive',   websocket, true",
        "Upgrade,                h2c,       false",
        "'Upgrade, HTTP2-Settings', h2c,    false",
        "keep-alive,             websocket, false",
        "close,                  websocket, false",
    })
    void aWebSocketIsAskedForByTwoHeaders(String connection, String upgrade, boolean asked) {
        headers.set("Connection", connection).set("Upgrade", upgrade);
        assertThat(OpeningHandshake.isRequested(headers)).isEqualTo(asked);
    }

    @Test
    void withoutEitherHeaderNothingIsAskedFor() {
        assertThat(OpeningHandshake.isRequested(new DefaultHttpHeaders())).isFalse();
        assertThat(OpeningHandshake.isRequested(headers.remove("Upgrade"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25j", // 15 bytes
                "dGhlIHNhbXBsZSBub25jZTE=", // 17 bytes
                "no base64 at all!!!!!!==",
            })
    void aKeyIsSixteenBytesInBase64(String key) {
        headers.set("Sec-WebSocket-Key", key);
        assertThat(OpeningHandshake.of(headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "12", "14", "013"})
    void onlyVersion13IsSpoken(String version) {
        headers.set("Sec-WebSocket-Version", version);
        assertThat(OpeningHandshake.of(headers)).isEmpty();
    }

    @Test
    void aKeyAndAVersionAreNeeded() {
        assertThat(OpeningHandshake.of(headers.copy().remove("Sec-WebSocket-Key")))
                .isEmpty();
        assertThat(OpeningHandshake.of(headers.copy().remove("Sec-WebSocket-Version")))
                .isEmpty();
    }
}
