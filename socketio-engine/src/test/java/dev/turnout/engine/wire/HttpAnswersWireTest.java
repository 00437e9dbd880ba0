package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.NetworkObserver;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every HTTP answer has, whatever it answers. */
class HttpAnswersWireTest {

    private static final String ALLOWED = "https://shop.example";
    private static final String POLLING = "/engine.io/?EIO=4&transport=polling";

    private final List<String> observed = new CopyOnWriteArrayList<>();
    private final WireServer server = new WireServer(network(), WireServer.PATIENT, Limits.DEFAULTS);

    private Network network() {
        NetworkObserver observer = new NetworkObserver() {
            @Override
            public void originRefused(String origin) {
                observed.add("refused " + origin);
            }

            @Override
            public void forwardedForIgnored() {
                observed.add("forwarded-for ignored");
            }
        };
        return new Network("127.0.0.1", 0, ALLOWED::equals, TrustedProxies.NONE, Optional.empty(), 1, observer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/show", POLLING, "/nothing", "/fail"})
    void aRequestFollowedByAHalfCloseIsAnsweredThenTheConnectionCloses(String target) {
        try (RawConnection http = server.http()) {
            http.sendRequest("GET", target);
            http.finishSending();
            assertThat(http.answer().status()).isIn(200, 404, 500);
            assertThat(http.awaitClosed()).isTrue();
        }
    }

    @Test
    void pipelinedRequestsFollowedByAHalfCloseAreAllAnswered() {
        try (RawConnection http = server.http()) {
            http.send((RawConnection.head("GET", "/show") + "\r\n").repeat(10));
            http.finishSending();
            for (int request = 0; request < 10; request++) {
                assertThat(http.answer().status()).isEqualTo(200);
            }
            assertThat(http.awaitClosed()).isTrue();
        }
    }

    private static String openedSession(RawConnection http) {
        return http.get(POLLING).body().replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void aWaitingPollFollowedByAHalfCloseIsAnsweredAndEndsTheSession() {
        try (RawConnection http = server.http()) {
            String sid = openedSession(http);
            http.sendRequest("GET", POLLING + "&sid=" + sid);
            http.finishSending();
            assertThat(http.answer()).hasToString("200 1");
            assertThat(http.awaitClosed()).isTrue();
            await().until(() -> server.stats().live() == 0);
        }
    }

    @Test
    void twoWaitingPollsFollowedByAHalfCloseAreBothAnswered() {
        try (RawConnection http = server.http()) {
            String first = openedSession(http);
            String second = openedSession(http);
            http.sendRequest("GET", POLLING + "&sid=" + first);
            http.sendRequest("GET", POLLING + "&sid=" + second);
            http.finishSending();
            assertThat(http.answer()).hasToString("200 1");
            assertThat(http.answer()).hasToString("200 1");
            await().until(() -> server.stats().live() == 0);
        }
    }

    @Test
    void halfARequestFollowedByAHalfCloseEndsTheConnection() {
        try (RawConnection http = server.http()) {
            http.send("POST /show HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
            http.finishSending();
            assertThat(http.awaitClosed()).isTrue();
        }
    }

    @Test
    void headIsAnsweredLikeGetWithoutTheBody() {
        try (RawConnection http = server.http()) {
            HttpAnswer get = http.get("/show");
            HttpAnswer head = http.request("HEAD", "/show");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
            assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
            assertThat(http.get("/show")).as("no byte of a body came").hasToString(get.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /show, 200", "GET, /nothing, 404", "OPTIONS, /show, 204", "GET, '" + POLLING + "', 200"})
    void everyAnswerHasADate(String method, String target, int status) {
        try (RawConnection http = server.http()) {
            HttpAnswer answer = http.request(method, target);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME))
                    .isBetween(
                            ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1),
                            ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));
        }
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /show           |                                | 200
            GET  | /nothing        |                                | 404
            GET  | /fail           |                                | 500
            GET  | /%zz            |                                | 400
            GET  | LONG            |                                | 414
            GET  | /show           | X: LONG                        | 431
            GET  | /show           | Expect: gold                   | 417
            POST | /show           | Content-Length: 99999999       | 413
            POST | /show           | Transfer-Encoding: a, chunked  | 501
            GET  | /show           | Host: another                  | 400
            """)
    void everyAnswerLetsAPageOfAnAllowedOriginReadIt(String method, String target, String header, int status) {
        try (RawConnection http = server.http()) {
            String more = header == null ? "A: b" : header.replace("LONG", "x".repeat(25_000));
            HttpAnswer answer =
                    http.request(method, target.replace("LONG", "/" + "x".repeat(9_000)), more, "Origin: " + ALLOWED);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(answer.header("Access-Control-Expose-Headers")).isEqualToIgnoringCase("Retry-After");
            assertThat(answer.header("Vary")).isEqualToIgnoringCase("Origin");
        }
    }

    @Test
    void aRefusedOriginIsObservedAndGetsNoCorsHeader() {
        try (RawConnection http = server.http()) {
            HttpAnswer answer = http.request("GET", "/show", "Origin: https://x.example");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(observed).containsExactly("refused https://x.example");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, localhost, 200",
        "http://localhost:80, localhost, 200",
        "https://localhost:443, localhost, 200",
        "http://localhost:8081, localhost:8081, 200",
        "wss://Shop.Example, shop.example:443, 200",
        "http://localhost:8082, localhost:8081, 403",
        "http://localhost, localhost:8081, 403",
        "file://localhost, localhost, 403",
        "null, localhost, 403"
    })
    void theServersOwnAddressIsAnAllowedOrigin(String origin, String host, int status) {
        try (RawConnection http = server.http()) {
            http.send("GET /show HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n\r\n");
            assertThat(http.answer().status()).isEqualTo(status);
        }
    }

    @Test
    void aForwardedAddressFromAnUntrustedPeerIsObserved() {
        try (RawConnection http = server.http()) {
            assertThat(http.request("GET", "/show", "X-Forwarded-For: 203.0.113.9")
                            .body())
                    .endsWith("from 127.0.0.1");
            assertThat(observed).containsExactly("forwarded-for ignored");
        }
    }

    @Test
    void cookiesOf16KibibytesAreAccepted() {
        try (RawConnection http = server.http()) {
            assertThat(http.request("GET", "/show", "Cookie: " + "c".repeat(16 * 1024))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void moreHeadersThanAnyClientSendsAreRefused() {
        try (RawConnection http = server.http()) {
            http.send("GET /show HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(200) + "\r\n");
            assertThat(http.answer().status()).isEqualTo(431);
        }
    }

    @Test
    void aClientThatExpectsToContinueGets100BeforeItSendsTheBody() {
        try (RawConnection http = server.http()) {
            http.sendRequest("POST", "/show", "Expect: 100-continue", "Content-Length: 2");
            assertThat(http.answer().status()).isEqualTo(100);
            http.send("hi");
            assertThat(http.answer().body()).contains("2 bytes");
        }
    }
}
