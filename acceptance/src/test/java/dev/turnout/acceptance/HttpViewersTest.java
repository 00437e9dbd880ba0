package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.HttpViewer;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Viewers without a socket: the HTTP routes for joining, heartbeats, leaving and polling. */
@Order(1)
class HttpViewersTest {

    private static final String PAGE = "http://page.example";

    @RegisterExtension
    static final Product product = Product.withFakeBackend().socket("ALLOWED_ORIGIN", PAGE);

    private static Http http() {
        return product.socketServer().http();
    }

    @Test
    void aJoinIsCountedWithTheSocketsAndAnswersTokenAndTimes() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction).sees(1);
        JsonNode answer = product.httpViewer().join(auction, "{}");
        assertThat(answer.path("viewerToken").asText()).isNotEmpty();
        assertThat(answer.path("currentViewers")).isEqualTo(Json.number(2));
        assertThat(answer.path("heartbeatSeconds")).isEqualTo(Json.number(30));
        assertThat(answer.path("expiresInSeconds")).isEqualTo(Json.number(60));
        viewer.sees(2);
    }

    @Test
    void aHeartbeatAnswersTheCountAndTheTimeLeft() {
        String auction = product.newAuction();
        HttpViewer viewer = product.httpViewer().joins(auction);
        product.viewer().joins(auction).sees(2);
        Http.Answer answer = viewer.heartbeat();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("currentViewers")).isEqualTo(Json.number(2));
        assertThat(answer.json().path("expiresInSeconds")).isEqualTo(Json.number(60));
    }

    @Test
    void aHiddenPageHas150Seconds() {
        HttpViewer viewer = product.httpViewer().joins(product.newAuction());
        JsonNode answer = viewer.heartbeat("{\"viewerToken\":\"" + viewer.token() + "\",\"hidden\":true}")
                .json();
        assertThat(answer.path("expiresInSeconds")).isEqualTo(Json.number(150));
    }

    @Test
    void aLeaveIsSeenAtOnceAndMayBeRepeated() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction);
        HttpViewer viewer = product.httpViewer().joins(auction);
        witness.sees(2);
        assertThat(viewer.leave().json().path("currentViewers")).isEqualTo(Json.number(1));
        assertThat(viewer.leave().json().path("currentViewers")).isEqualTo(Json.number(1));
        witness.sees(1);
    }

    @Test
    void aBeaconOfAnAllowedPageLeaves() {
        String auction = product.newAuction();
        HttpViewer viewer = product.httpViewer().joins(auction);
        Http.Answer answer = http().with("Content-Type", "text/plain;charset=UTF-8")
                .with("Origin", PAGE)
                .post("/api/stream/" + auction + "/viewer/leave", "{\"viewerToken\":\"" + viewer.token() + "\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(product.internalApi().count(auction)).isZero();
    }

    @Test
    void aHeartbeatAfterTheEndIs404() {
        String auction = product.newAuction();
        HttpViewer viewer = product.httpViewer().joins(auction);
        viewer.leave();
        Http.Answer answer = viewer.heartbeat();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    /** The lease of 60 s is the same for every page, so this test takes as long. */
    @Test
    void aSessionExpires60SecondsAfterItsLastRequestAndNotLater() {
        String auction = product.newAuction();
        HttpViewer viewer = product.httpViewer();
        long before = System.nanoTime();
        viewer.joins(auction);
        long after = System.nanoTime();
        eventually(
                Duration.ofSeconds(75),
                () -> assertThat(product.internalApi().count(auction)).isZero());
        long end = System.nanoTime();
        assertThat(Duration.ofNanos(end - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(Duration.ofNanos(end - after)).isLessThan(Duration.ofSeconds(63));
        assertThat(viewer.heartbeat().status()).isEqualTo(404);
    }

    @Test
    void theStatisticsOfAnAuctionArePublic() {
        String auction = product.newAuction();
        product.httpViewer().join(auction, "{\"section\":\"lot-1\",\"viewerId\":\"7\"}");
        product.httpViewer().join(auction, "{\"section\":\"lot-1\",\"viewerId\":\"7\"}");
        product.httpViewer().join(auction, "{\"section\":\"lot-2\"}").path("viewerToken");
        product.httpViewer().joins(auction).leave();
        assertThat(http().get("/api/stream/" + auction + "/viewers").json())
                .isEqualTo(Json.of("{'currentViewers':3,'peakViewers':4,'uniqueViewers':3,"
                        + "'sections':{'lot-1':2,'lot-2':1}}"));
    }

    @Test
    void aHeartbeatMovesTheViewerToAnotherSection() {
        String auction = product.newAuction();
        HttpViewer viewer = product.httpViewer();
        viewer.join(auction, "{\"section\":\"lot-1\"}");
        viewer.heartbeat("{\"viewerToken\":\"" + viewer.token() + "\",\"section\":\"lot-2\"}");
        assertThat(http().get("/api/stream/" + auction + "/viewers").json().path("sections"))
                .isEqualTo(Json.of("{'lot-2':1}"));
    }

    @Test
    void unchangedCountsAreNotSentAgainToPollingPages() {
        String one = product.newAuction();
        String none = product.newAuction();
        product.httpViewer().joins(one);
        String path = "/api/streams/viewers?ids=" + one + "," + none;
        Http.Answer first = http().get(path);
        assertThat(first.json()).isEqualTo(Json.of("{'" + one + "':1,'" + none + "':0}"));
        Http conditional = http().with("If-None-Match", first.header("ETag"));
        Http.Answer unchanged = conditional.get(path);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        product.httpViewer().joins(none);
        assertThat(conditional.get(path).json()).isEqualTo(Json.of("{'" + one + "':1,'" + none + "':1}"));
    }

    @Test
    void repeatedIdsAreAllAnswered() {
        assertThat(http().get("/api/streams/viewers?ids=a&ids=b").json()).isEqualTo(Json.of("{'a':0,'b':0}"));
    }

    @Test
    void aPageOfAnotherOriginMayNotJoin() {
        String auction = product.newAuction();
        Http.Answer answer =
                http().with("Origin", "https://evil.example").post("/api/stream/" + auction + "/viewer/join", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(product.internalApi().count(auction)).isZero();
    }

    @Test
    void badInputIsAClearError() {
        assertThat(http().post("/api/stream/a%20b/viewer/join", "{}").status()).isEqualTo(400);
        assertThat(http().post("/api/stream/a/viewer/join", "{").status()).isEqualTo(400);
        assertThat(http().post("/api/stream/a/viewer/heartbeat", "{}").status()).isEqualTo(400);
        assertThat(http().post("/api/stream/a/viewer/join", "{\"name\":\"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(http().get("/api/stream/a/viewer/join").status()).isEqualTo(405);
    }

    @Test
    void aBeaconOfAWrongTypeLeavesNobody() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction);
        HttpViewer viewer = product.httpViewer().joins(auction);
        String token = viewer.token();
        for (String body : List.of(
                "",
                "7",
                "[\"" + token + "\"]",
                "\"" + token + "\"",
                "{\"viewerToken\":[\"" + token + "\"]}",
                "{\"viewerToken\":7}",
                "{\"viewerToken\":null}",
                "viewerToken=" + token)) {
            Http.Answer answer =
                    http().with("Content-Type", "text/plain").post("/api/stream/" + auction + "/viewer/leave", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().path("message").asText()).as(body).isNotEmpty();
        }
        assertThat(http().post(
                                "/api/stream/" + product.newAuction() + "/viewer/leave",
                                "{\"viewerToken\":\"" + token + "\"}")
                        .status())
                .as("a token of another auction")
                .isEqualTo(200);
        witness.sees(2);
        assertThat(viewer.heartbeat().status()).isEqualTo(200);
    }

    @Test
    void aDescriptionThatCannotBeShownIsRefusedAndNobodyIsCounted() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction).sees(1);
        for (String body : List.of(
                "{\"name\":\"" + "n".repeat(60_000) + "\"}",
                "{\"name\":7}",
                "{\"avatar\":\"javascript:alert(1)\"}",
                "{\"avatar\":\"data:text/html,x\"}",
                "{\"section\":\"__proto__\"}",
                "{\"section\":{\"a\":1}}",
                "{\"anonymous\":\"maybe\"}",
                "[]")) {
            Http.Answer answer = http().post("/api/stream/" + auction + "/viewer/join", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().path("message").asText()).as(body).isNotEmpty();
        }
        assertThat(product.internalApi().count(auction)).isEqualTo(1);
        product.httpViewer().join(auction, "{\"name\":\"\uD83D\uDC36 \u202eA\\u0000nn\"}");
        witness.sees(2);
        assertThat(witness.emitsForAck("viewers").path("viewers").findValuesAsText("name"))
                .containsExactly("\uD83D\uDC36 Ann");
    }
}
