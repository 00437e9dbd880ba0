package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Requests.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest extends BackendTest {

    private static final String STATS = "/api/v1/auctions/123/viewer-stats";

    @Override
    String[] settings() {
        return new String[] {"ALLOWED_ORIGIN", "https://bid.example.com, https://*.example.org"};
    }

    @BeforeEach
    void anAuction() {
        backend.withAuction("123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://bid.example.com", "https://a.example.org", "https://a.b.example.org"})
    void anAllowedOriginIsNamedAloneAndMaySendCredentials(String origin) {
        Answer answer = backend.send("GET", STATS, "", "Origin", origin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org", "http://bid.example.com", "https://localhost", "null", "nonsense"})
    void anotherOriginIsAnsweredButItsPageMayNotRead(String origin) {
        Answer answer = backend.send("GET", STATS, "", "Origin", origin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void aRefusalCanBeReadAcrossOriginsToo() {
        Answer answer = backend.send("GET", "/api/v1/auctions", "", "Origin", "https://bid.example.com");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://bid.example.com");
    }

    @Test
    void aRefusalOfATooLongHeadCanBeReadAcrossOriginsToo() {
        Answer target = backend.send("GET", STATS + "?x=" + "y".repeat(9_000), "", "Origin", "https://bid.example.com");
        Answer headers =
                backend.send("GET", STATS, "", "Origin", "https://bid.example.com", "X-Long", "y".repeat(25 * 1_024));

        assertThat(target.status()).isEqualTo(414);
        assertThat(headers.status()).isEqualTo(431);
        for (Answer answer : new Answer[] {target, headers}) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://bid.example.com");
        }
    }

    @Test
    void aPreflightIsAnswered() {
        Answer answer = backend.send(
                "OPTIONS",
                "/api/v1/auctions/123",
                "",
                "Origin",
                "https://bid.example.com",
                "Access-Control-Request-Method",
                "PATCH",
                "Access-Control-Request-Headers",
                "authorization,content-type");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://bid.example.com");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization", "Content-Type");
    }

    @Test
    void withTheTokenAnAllowedOriginsPageMayWork() {
        Answer answer = backend.send(
                "POST",
                "/api/v1/auctions",
                "{\"title\":\"x\"}",
                "Origin",
                "https://bid.example.com",
                "Sec-Fetch-Site",
                "cross-site",
                "Authorization",
                "Bearer " + Backend.TOKEN);

        assertThat(answer.status()).isEqualTo(201);
    }
}
