package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Refusal;
import dev.turnout.testkit.raw.RawConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP beside the engine's paths (RFC 9112). */
class HttpWireTest {

    private final WireServer server = WireServer.start();
    private final RawConnection http = server.http();

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /show                          | {}
            /show?                         | {}
            /show?a=1&b=2                  | {a=1, b=2}
            /show?a=1&a=2                  | {a=1}
            /show?a=1;b=2                  | {a=1;b=2}
            /show?a=b+c%20d%2B             | {a=b c d+}
            /%73how?%61=1                  | {a=1}
            http://elsewhere/show?a=1      | {a=1}
            HTTPS://elsewhere:80/show      | {}
            """)
    void aTargetIsPathAndQuery(String target, String query) {
        assertThat(http.get(target)).hasToString("200 GET " + query + " 0 bytes from 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://elsewhere", "http://elsewhere?a=1", "*", "show"})
    void aTargetWithoutPathIsNotFound(String target) {
        assertThat(http.get(target).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /show HTTP/2.0", "GET /show HTTP/0.9", "PRI * HTTP/2.0"})
    void otherVersionsAreRefused(String line) {
        http.send(line + "\r\nHost: localhost\r\n\r\n");
        assertThat(http.answer().status()).isEqualTo(505);
        assertThat(http.awaitClosed()).isTrue();
        assertThat(server.stats().refused(Refusal.BAD_REQUEST)).isEqualTo(1);
    }

    /** Whoever reads it otherwise than the proxy before us would take a request for part of a body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Content-Length: 4\r\nContent-Length: 5",
                "Content-Length: 4, 5",
                "Content-Length: -4",
                "Content-Length: 99999999999999999999",
                "Content-Length : 4",
            })
    void aBodyWhoseEndIsDoubtfulIsRefused(String headers) {
        http.send("POST /show HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n0\r\n\r\n");
        assertThat(http.answer().status()).isEqualTo(400);
        assertThat(http.awaitClosed()).isTrue();
    }

    @Test
    void aFailureIsAnsweredAndTheConnectionServesAnotherRequest() {
        assertThat(http.get("/fail").status()).isEqualTo(500);
        assertThat(http.get("/show").status()).isEqualTo(200);
    }
}
