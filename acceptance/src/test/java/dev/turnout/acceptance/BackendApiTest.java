package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.raw.RawConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** backend-api together with socket-server: intake, analytics, auctions, relay, logins, live page. */
class BackendApiTest {

    @RegisterExtension
    static final Product product = Product.withBothServers().shortMinutes();

    private static Http http() {
        return product.backendApi().http();
    }

    private static String minute(Instant timestamp, int viewers) {
        return "{\"timestamp\":\"" + timestamp + "\",\"viewerCount\":" + viewers + ",\"avgViewers\":" + viewers
                + ",\"peakViewers\":" + viewers + ",\"minViewers\":" + viewers + ",\"sampleCount\":12}";
    }

    private static Http.Answer post(String auction, String snapshot) {
        return http().with("X-Internal-Request", Product.KEY)
                .post("/api/v1/auctions/" + auction + "/analytics/snapshot", snapshot);
    }

    private static Instant aMinute(int ago) {
        return Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(60L * ago);
    }

    // ---- intake

    @Test
    void theMinutesOfAnAuctionAreStored() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        product.socketServer();
        product.viewer().joins(auction);
        product.viewer().joins(auction).sees(2);
        eventually(() -> assertThat(
                        product.admin().analytics(auction, "timeRange=all").path("snapshots"))
                .hasSizeGreaterThan(1));
        JsonNode answer = product.admin().analytics(auction, "timeRange=all");
        assertThat(answer.path("summary").path("overallPeak").asInt()).isEqualTo(2);
    }

    @Test
    void aSnapshotIsAnsweredAsTheSenderExpects() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        Http.Answer saved = post(auction, minute(aMinute(3), 5));
        assertThat(saved.status()).isEqualTo(200);
        assertThat(saved.json()).isEqualTo(Json.of("{'success':true,'message':'Snapshot saved'}"));
        assertThat(post(auction, minute(aMinute(3), 5)).status()).isEqualTo(200);
        assertThat(product.admin().analytics(auction, "timeRange=all").path("snapshots"))
                .hasSize(1);
    }

    @Test
    void whileAnalyticsIsDisabledNothingIsStored() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction).switchesAnalytics(auction, false);
        Http.Answer answer = post(auction, minute(aMinute(3), 5));
        assertThat(answer.json()).isEqualTo(Json.of("{'success':true,'message':'Analytics disabled'}"));
        product.admin().switchesAnalytics(auction, true);
        assertThat(product.admin().analytics(auction, "timeRange=all").path("snapshots"))
                .isEmpty();
    }

    @Test
    void anUnknownAuctionIs404AndAMissingKey401() {
        assertThat(post(product.newAuction(), minute(aMinute(3), 5)).status()).isEqualTo(404);
        Http.Answer answer = http().post("/api/v1/auctions/a/analytics/snapshot", minute(aMinute(3), 5));
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void anImpossibleTimeInASnapshotIsABadRequest() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        String snapshot = minute(aMinute(3), 5).replace("}", ",\"exactPeakAt\":\"+999999999-12-31T23:59:59Z\"}");
        assertThat(post(auction, snapshot).status()).isEqualTo(400);
    }

    // ---- analytics

    @ParameterizedTest
    @ValueSource(strings = {"1h", "24h", "7d", "30d", "90d", "all"})
    void everyRangeAnswersSnapshotsAndSummary(String range) {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        post(auction, minute(aMinute(3), 10));
        post(auction, minute(aMinute(2), 20));
        JsonNode answer = product.admin().analytics(auction, "timeRange=" + range);
        assertThat(answer.path("snapshots").findValuesAsText("viewerCount")).containsExactly("10", "20");
        assertThat(answer.path("summary").path("overallPeak").asInt()).isEqualTo(20);
        assertThat(answer.path("summary").path("overallAvg").asInt()).isEqualTo(15);
        assertThat(answer.path("summary").path("duration").asInt()).isEqualTo(2);
    }

    @Test
    void theCsvHasOneLineForEachMinuteInUtc() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        post(auction, minute(aMinute(3), 10));
        Http.Answer csv = product.admin().http().get("/api/v1/auctions/" + auction + "/analytics/viewers.csv");
        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.body().lines()).hasSize(2);
        assertThat(csv.body()).contains(aMinute(3).toString());
    }

    @Test
    void viewerStatsArePublic() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        product.socketServer();
        product.viewer().joins(auction);
        product.viewer().joins(auction).sees(2);
        eventually(() -> {
            JsonNode stats =
                    http().get("/api/v1/auctions/" + auction + "/viewer-stats").json();
            assertThat(stats.path("current").asInt()).isEqualTo(2);
            assertThat(stats.path("peak").asInt()).isEqualTo(2);
            assertThat(stats.path("history").path(0).has("timestamp")).isTrue();
            assertThat(stats.path("history").path(0).has("count")).isTrue();
        });
    }

    @Test
    void snapshotsSurviveAKillOfTheServer() {
        Product own = product.another(Product.withBothServers());
        String auction = own.newAuction();
        own.admin().createsAuction(auction);
        String path = "/api/v1/auctions/" + auction + "/analytics/snapshot";
        Http internal = own.backendApi().http().with("X-Internal-Request", Product.KEY);
        for (int i = 2; i < 12; i++) {
            assertThat(internal.post(path, minute(aMinute(i), i)).status()).isEqualTo(200);
        }
        own.backendApi().kill();
        own.backendApi().restart();
        assertThat(own.admin().analytics(auction, "timeRange=all").path("snapshots"))
                .hasSize(10);
    }

    @Test
    void aKeyInOtherLettersIsRefusedAfterTheRightOneOnTheSameConnection() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        String path = "/api/v1/auctions/" + auction + "/analytics/snapshot";
        String key = "X-Internal-Request: " + Product.KEY;
        String otherLetters = "X-Internal-Request: " + Product.KEY.toUpperCase(Locale.ROOT);
        try (RawConnection connection = RawConnection.to(product.backendApi().port())) {
            assertThat(connection.post(path, minute(aMinute(3), 5), key).status())
                    .isEqualTo(200);
            assertThat(connection
                            .post(path, minute(aMinute(2), 5), otherLetters)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void theFirstBidAfterARestartOfSocketServerReachesTheRoom() {
        Product own = product.another(Product.withBothServers());
        String auction = own.newAuction();
        Http admin = own.admin().createsAuction(auction).http();
        String path = "/api/v1/auctions/" + auction + "/player-bidding";
        own.socketServer();
        assertThat(admin.post(path, "{\"name\":\"One\"}").status()).isEqualTo(200);
        own.socketServer().kill();
        own.socketServer().restart();
        Viewer viewer = own.viewer().joins(auction);
        assertThat(admin.post(path, "{\"name\":\"Two\"}").status()).isEqualTo(200);
        viewer.receives("playerBiddingUpdate", Json.of("{'name':'Two'}"));
    }

    // ---- auctions

    @Test
    void auctionsAreCreatedListedChangedAndDeleted() {
        String auction = product.newAuction();
        Http admin = product.admin().createsAuction(auction).http();
        String path = "/api/v1/auctions/" + auction;
        assertThat(admin.post("/api/v1/auctions", "{\"id\":\"" + auction + "\",\"title\":\"T\"}")
                        .status())
                .isEqualTo(409);
        JsonNode made =
                admin.post("/api/v1/auctions", "{\"title\":\"Without an id\"}").json();
        assertThat(made.path("id").asText()).matches("[A-Za-z0-9_-]{1,64}");
        JsonNode changed =
                admin.patch(path, "{\"title\":\"New\",\"status\":\"live\"}").json();
        assertThat(changed.path("title").asText()).isEqualTo("New");
        assertThat(changed.path("status").asText()).isEqualTo("live");
        assertThat(admin.get("/api/v1/auctions").json().findValuesAsText("id")).contains(auction);
        assertThat(admin.delete(path).status()).isBetween(200, 204);
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    @Test
    void theListCarriesTheLiveCount() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        product.socketServer();
        product.viewer().joins(auction).sees(1);
        eventually(() -> assertThat(product.admin()
                        .http()
                        .get("/api/v1/auctions/" + auction)
                        .json()
                        .path("currentViewers"))
                .isEqualTo(Json.number(1)));
    }

    @Test
    void eachSwitchOfTheAnalyticsIsRecordedWithWhoAndWhen() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction).switchesAnalytics(auction, false);
        JsonNode switches =
                product.admin().http().get("/api/v1/auctions/" + auction).json().path("analyticsSwitches");
        assertThat(switches).isNotEmpty();
        assertThat(switches.path(0).size()).isGreaterThanOrEqualTo(3);
    }

    // ---- relay

    @ParameterizedTest
    @ValueSource(strings = {"player-bidding", "player-sold"})
    void bidsAndSalesReachTheRoom(String route) {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        product.socketServer();
        Viewer viewer = product.viewer().joins(auction);
        JsonNode body = Json.of("{'player':'A. Player','price':1200}");
        Http.Answer answer = product.admin().http().post("/api/v1/auctions/" + auction + "/" + route, body.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        viewer.receives(route.equals("player-sold") ? "playerSoldUpdate" : "playerBiddingUpdate", body);
    }

    // ---- admins

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/auctions", "/api/v1/auctions/a", "/api/v1/auctions/a/analytics/viewers?timeRange=all"})
    void withoutALoginAdminRoutesAre401(String path) {
        Http.Answer answer = http().get(path);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("success").asBoolean(true)).isFalse();
        assertThat(answer.json().path("message").asText()).isNotEmpty();
    }

    @Test
    void aLoginSetsACookieThatScriptsAndOtherSitesCannotUse() {
        Http.Answer wrong = http().post("/api/v1/admin/session", "{\"password\":\"wrong wrong\"}");
        assertThat(wrong.status()).isEqualTo(401);
        Http.Answer login = http().post("/api/v1/admin/session", "{\"password\":\"" + Product.ADMIN_PASSWORD + "\"}");
        assertThat(login.status()).as(login.body()).isEqualTo(200);
        String cookie = login.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly").containsIgnoringCase("SameSite=Strict");
        Http session = http().with("Cookie", cookie.substring(0, cookie.indexOf(';')));
        assertThat(session.get("/api/v1/auctions").status()).isEqualTo(200);
        assertThat(session.with("Origin", "https://evil.example")
                        .post("/api/v1/auctions", "{\"title\":\"x\"}")
                        .status())
                .isIn(401, 403);
    }

    // ---- pages, notes, shares

    @Test
    void theLivePageIsPublic() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        Http.Answer page = http().get("/live/" + auction);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.body()).contains("Auction " + auction);
        assertThat(http().get("/live/" + auction + "?overlay=1").status()).isEqualTo(200);
    }

    @Test
    void notesAreKeptOnTheTimeLine() {
        String auction = product.newAuction();
        Http admin = product.admin().createsAuction(auction).http();
        String path = "/api/v1/auctions/" + auction + "/notes";
        assertThat(admin.post(path, "{\"at\":\"" + aMinute(2) + "\",\"text\":\"break\"}")
                        .status())
                .isBetween(200, 201);
        assertThat(admin.get(path).body()).contains("break");
    }

    @Test
    void aShareIsALinkToOneAuction() {
        String auction = product.newAuction();
        Http admin = product.admin().createsAuction(auction).http();
        assertThat(admin.post("/api/v1/auctions/" + auction + "/shares", "{}").status())
                .isBetween(200, 201);
    }

    @Test
    void aMalformedPathIsABadRequestAndNotAFailure() {
        Http.Answer answer = http().get("/live/a%20b");
        assertThat(answer.status()).isIn(400, 404);
    }
}
