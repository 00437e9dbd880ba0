package dev.turnout.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP beside the Socket.IO paths, on the same port. */
class PlainHttpContractTest extends ContractTest {

    /** Says back what it was asked, from another thread. */
    private static void sayBack(HttpExchange exchange) {
        String said = String.join(
                "|",
                exchange.method(),
                exchange.path(),
                exchange.query().toString(),
                exchange.header("x-asked-by").orElse("-"),
                new String(exchange.body(), StandardCharsets.UTF_8),
                exchange.remoteAddress().getHostAddress());
        new Thread(() -> {
                    exchange.reply(HttpReply.of(200, "text/plain", said).withHeader("X-Answered", "yes"));
                    exchange.reply(HttpReply.problem(500, "a second reply does nothing"));
                })
                .start();
    }

    private int portWithRoutes() {
        return fixture.withRoutes(PlainHttpContractTest::sayBack).engine().port();
    }

    @Test
    void aRouteSeesTheWholeRequest() throws IOException {
        try (RawConnection connection = RawConnection.to(portWithRoutes())) {
            HttpAnswer answer = connection.post("/api/a%20b/%C3%BC?x=1%202&x=3", "{\"ü\":1}", "X-Asked-By: me");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("POST|/api/a b/ü|{x=1 2}|me|{\"ü\":1}|127.0.0.1");
            assertThat(answer.header("X-Answered")).isEqualTo("yes");
            assertThat(answer.header("Content-Type")).startsWith("text/plain");
        }
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws IOException {
        try (RawConnection connection = RawConnection.to(portWithRoutes())) {
            for (int i = 0; i < 5; i++) {
                connection.sendRequest("GET", "/" + i);
                assertThat(connection.answer().body()).startsWith("GET|/" + i);
            }
            connection.sendRequest("GET", "/first").sendRequest("GET", "/second");
            assertThat(connection.answer().body()).startsWith("GET|/first");
            assertThat(connection.answer().body()).startsWith("GET|/second");
            connection.sendRequest("GET", "/last", "Connection: close");
            assertThat(connection.answer().body()).startsWith("GET|/last");
            assertThat(connection.awaitClosed()).isTrue();
        }
    }

    /** RFC 9110, section 8.6: a length would have to be that of the body which is not sent. */
    @Test
    void notModifiedSaysNoLengthAndTheConnectionIsKept() throws IOException {
        int port = fixture.withRoutes(exchange -> exchange.reply(new HttpReply(304, Map.of("ETag", "\"1\""), "")))
                .engine()
                .port();
        try (RawConnection connection = RawConnection.to(port)) {
            for (int i = 0; i < 2; i++) {
                HttpAnswer answer = connection.sendRequest("GET", "/" + i).answer();
                assertThat(answer.status()).isEqualTo(304);
                assertThat(answer.header("ETag")).isEqualTo("\"1\"");
                assertThat(answer.headers()).doesNotContainKeys("content-length", "transfer-encoding");
            }
        }
    }

    @Test
    void aConnectionMayGoFromPlainHttpToSocketIo() throws IOException {
        try (RawConnection connection = RawConnection.to(portWithRoutes())) {
            connection.sendRequest("GET", "/plain");
            assertThat(connection.answer().status()).isEqualTo(200);
            connection.sendRequest("GET", OriginContractTest.OPEN);
            assertThat(connection.answer().body()).contains("\"sid\":");
        }
    }

    @Test
    void aPollingConnectionIsKeptAlive() throws IOException {
        try (RawConnection connection = RawConnection.to(portWithRoutes())) {
            connection.sendRequest("GET", OriginContractTest.OPEN);
            String sid = connection.answer().body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");

            assertThat(connection
                            .post(OriginContractTest.OPEN + "&sid=" + sid, "40")
                            .status())
                    .isEqualTo(200);
            assertThat(connection
                            .sendRequest("GET", OriginContractTest.OPEN + "&sid=" + sid)
                            .answer()
                            .body())
                    .startsWith("40{");
        }
    }

    @Test
    void whereThereIsNoRouteThereIsA404() throws IOException {
        HttpAnswer answer = RawConnection.once(fixture.engine().port(), "GET", "/nothing/here");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws IOException {
        int port = portWithRoutes();
        try (RawConnection connection = RawConnection.to(port)) {
            connection.send("POST /api HTTP/1.1\r\nHost: test\r\nContent-Length: 1000001\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(413);
        }
        assertThat(fixture.engine().stats().refused(Refusal.BODY_TOO_LARGE)).isEqualTo(1);
        try (RawConnection connection = RawConnection.to(port)) {
            assertThat(connection.post("/api", "x".repeat(1_000_000)).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/%zz HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /auction/?EIO=4&transport=polling&x=%f HTTP/1.1\r\nHost: test\r\n\r\n",
                "no http at all\r\n\r\n"
            })
    void whatIsNotWellFormedGetsA400(String bytes) throws IOException {
        try (RawConnection connection = RawConnection.to(portWithRoutes())) {
            assertThat(connection.send(bytes).answer().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /auction/?EIO=4&transport=polling",
                "DELETE /auction/?EIO=4&transport=polling",
                "GET /auction/?EIO=4&transport=pigeon",
                "GET /auction/?EIO=4",
                "GET /auction/?EIO=2&transport=polling",
                "GET /auction/?EIO=4&transport=polling&sid=nobody",
                "PUT /auction/?EIO=4&transport=polling&sid=nobody"
            })
    void aBadHandshakeIsRefusedByNameAndMakesNoSession(String methodAndPath) throws IOException {
        refusedByName(methodAndPath);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aWellFormedButUnknownSidIsRefusedByName(String method) throws IOException {
        refusedByName(method + " /auction/?EIO=4&transport=polling&sid=00000000-0000-4000-8000-000000000000");
    }

    private void refusedByName(String methodAndPath) throws IOException {
        String[] parts = methodAndPath.split(" ", 2);

        HttpAnswer answer = RawConnection.once(fixture.engine().port(), parts[0], parts[1]);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":").contains("\"message\":");
        assertThat(fixture.app().handshakes()).isEmpty();
    }

    @Test
    void routesGoOnWhileNewSessionsAreRefused() throws IOException {
        int port = portWithRoutes();
        fixture.engine().refuseNewSessions();

        assertThat(RawConnection.once(port, "GET", "/health").status()).isEqualTo(200);
        HttpAnswer refused = RawConnection.once(port, "GET", OriginContractTest.OPEN);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
    }

    @Test
    void onlyATrustedProxyMaySpeakForAnother() throws IOException {
        String forwarded = "X-Forwarded-For: 203.0.113.9, 198.51.100.7, 10.1.1.1";

        int port = fixture.trusting("127.0.0.0/8", "10.0.0.0/8")
                .withRoutes(PlainHttpContractTest::sayBack)
                .engine()
                .port();

        assertThat(RawConnection.once(port, "GET", "/", forwarded).body()).endsWith("|198.51.100.7");
        assertThat(RawConnection.once(port, "GET", "/", "X-Forwarded-For: rubbish")
                        .body())
                .endsWith("|127.0.0.1");
    }

    @Test
    void withoutTrustedProxiesNoForwardedAddressIsUsed() throws IOException {
        assertThat(RawConnection.once(portWithRoutes(), "GET", "/", "X-Forwarded-For: 198.51.100.7")
                        .body())
                .endsWith("|127.0.0.1");
    }

    @Test
    void aRouteThatFailsAnswers500() throws IOException {
        int port = fixture.withRoutes(exchange -> {
                    throw new IllegalStateException("a fault in the application");
                })
                .engine()
                .port();

        HttpAnswer answer = RawConnection.once(port, "GET", "/");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("fault in the application");
    }
}
