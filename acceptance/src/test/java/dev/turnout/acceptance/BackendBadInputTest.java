package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.SnapshotHistory;
import dev.turnout.testkit.raw.RawConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input on the routes of backend-api: a clear 4xx, nothing stored, no failure in the log. */
class BackendBadInputTest {

    @RegisterExtension
    static final Product product = Product.withBothServers();

    private final String id = product.newAuction();
    private final Http admin = product.admin().createsAuction(id).http();
    private JsonNode before = stored();

    @BeforeEach
    void storeSomething() {
        new SnapshotHistory(product.backendApi().http(), id).minutes(5, 1, 6);
        before = stored();
    }

    @AfterEach
    void nothingChangedAndNothingFailed() {
        assertThat(stored()).isEqualTo(before);
        assertThat(product.backendApi().log()).doesNotContain("level=ERROR");
    }

    private JsonNode stored() {
        JsonNode all = admin.get(auction("")).json();
        ((ObjectNode) all)
                .put("notes", admin.get(auction("/notes")).json().toString())
                .put("shares", admin.get(auction("/shares")).json().toString())
                .put(
                        "snapshots",
                        admin.get(auction("/analytics/viewers.csv?timeRange=all"))
                                .body())
                .remove("asOf");
        return all;
    }

    private String auction(String rest) {
        return "/api/v1/auctions/" + id + rest;
    }

    private static void assertRefused(Http.Answer answer, int... statuses) {
        assertThat(statuses).as(answer.body()).contains(answer.status());
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("success").asBoolean(true)).isFalse();
        assertThat(answer.json().path("message").asText()).isNotBlank().doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timeRange=1000y
            timeRange=
            from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z
            from=yesterday&to=today
            from=2026-13-45T00:00:00Z&to=2026-01-01T00:00:00Z
            from=1100-01-01T00:00:00Z&to=2100-01-01T00:00:00Z
            from=1970-01-01T00:00:00Z&to=2970-01-01T00:00:00Z
            from=0001-01-01T00:00:00Z
            from=-999999999-01-01T00:00:00Z&to=%2B999999999-12-31T23:59:59Z
            """)
    void aSpanThatIsNone(String query) {
        for (String route : List.of("/analytics/viewers?", "/analytics/viewers.csv?", "/analytics/lots?")) {
            assertRefused(admin.get(auction(route + query)), 400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "from=1970-01-01T00:00:00Z",
        "to=9999-12-31T00:00:00Z",
        "from=1970-01-01T00:00:00Z&to=2069-12-31T00:00:00Z"
    })
    void aLongSpanIsAnsweredLikeAllThereIs(String span) {
        JsonNode answer = product.admin().analytics(id, span);
        assertThat(answer.path("snapshots")).hasSize(5);
        assertThat(answer.path("coverage").path("minutes").asInt()).isLessThan(60);
    }

    @ParameterizedTest
    @CsvSource({"Mars/Olympus", "%2B99:99", "'Europe/Berlin%00'", "..%2F..%2Fetc%2Fpasswd"})
    void aZoneThatIsNone(String zone) {
        assertRefused(admin.get(auction("/analytics/viewers.csv?timeRange=all&zone=" + zone)), 400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /notes               | {"text":""}
            POST   | /notes               | {"text":7}
            POST   | /notes               | {"text":"x","timestamp":"soon"}
            POST   | /notes               | []
            POST   | /shares              | {"expiresAt":"2001-01-01T00:00:00Z"}
            POST   | /shares              | {"expiresAt":"never"}
            PATCH  |                      | {}
            PATCH  |                      | {"title":"a\\u0000b"}
            PATCH  |                      | {"title":""}
            PATCH  |                      | {"status":"over"}
            PATCH  |                      | {"enableViewerAnalytics":"perhaps"}
            POST   | /player-bidding      | "text"
            POST   | /player-bidding      | {
            POST   | /player-sold         | 7
            GET    | /analytics/compare   | {}
            """)
    void aBodyOfTheWrongForm(String method, @Nullable String rest, String body) {
        assertRefused(admin.send(method, auction(rest == null ? "" : rest), body), 400);
    }

    @Test
    void aMalformedHostIsRefusedWithoutALogLine() {
        for (String host : List.of("[zz]", "a b", "x:99999", "x:y", "http://x")) {
            try (RawConnection connection =
                    RawConnection.to(product.backendApi().port())) {
                connection.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(connection.answer().status()).as(host).isEqualTo(400);
            }
        }
        assertThat(product.backendApi().log()).doesNotContain("logger=HostPort");
    }

    @Test
    void cookiesOf16KilobytesAreAccepted() {
        try (RawConnection connection = RawConnection.to(product.backendApi().port())) {
            String cookie = "Cookie: other=" + "x".repeat(16 * 1024);
            assertThat(connection.get("/live/" + id, cookie).status()).isEqualTo(200);
            assertThat(connection
                            .get("/live/" + id, cookie + "x".repeat(16 * 1024))
                            .status())
                    .isEqualTo(431);
        }
    }

    @Test
    void aNoteOf10MegabytesIsNotRead() {
        assertRefused(admin.post(auction("/notes"), "{\"text\":\"" + "x".repeat(10_000_000) + "\"}"), 413);
        assertRefused(admin.post(auction("/notes"), "{\"text\":\"" + "x".repeat(60_000) + "\"}"), 400);
    }

    @Test
    void aForgedTokenOfALinkReadsNothing() {
        String token = admin.post(auction("/shares"), "{}").json().path("token").asText();
        before = stored();
        String other = product.newAuction();
        product.admin().createsAuction(other);
        Http holder = product.backendApi().http().with("Authorization", "Bearer " + token);
        assertThat(holder.get(auction("")).status()).isEqualTo(200);
        for (String path : List.of("/api/v1/auctions/" + other, "/api/v1/auctions", auction("/shares"))) {
            assertRefused(holder.get(path), 401, 403, 404);
        }
        assertRefused(holder.delete(auction("")), 401, 403);
        String changed = token.substring(0, token.length() - 1) + (token.endsWith("A") ? "B" : "A");
        for (String forged : List.of(changed, "share_", "share_x", token + token, "null")) {
            assertRefused(
                    product.backendApi()
                            .http()
                            .with("Authorization", "Bearer " + forged)
                            .get(auction("/analytics/viewers?timeRange=all")),
                    401);
        }
    }

    @Test
    void aTitleWithMarkupIsTextInThePages() {
        String title = "<img src=x onerror=alert(1)>";
        String other = product.newAuction();
        assertThat(admin.post("/api/v1/auctions", "{\"id\":\"" + other + "\",\"title\":\"" + title + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(product.backendApi().http().get("/live/" + other).body())
                .doesNotContain(title)
                .contains("&lt;img");
    }
}
