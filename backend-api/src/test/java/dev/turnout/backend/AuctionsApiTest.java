package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuctionsApiTest extends BackendTest {

    @Test
    void aNewAuctionIsScheduledWithAnalyticsOff() {
        Answer answer = backend.post("/api/v1/auctions", "{\"id\":\"123\",\"title\":\" Spring sale \"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/auctions/123");
        assertThat(answer.json())
                .hasToString(
                        "{\"success\":true,\"id\":\"123\",\"title\":\"Spring sale\",\"status\":\"scheduled\","
                                + "\"enableViewerAnalytics\":false,\"createdAt\":\"2026-05-04T12:00:30Z\",\"startedAt\":null,"
                                + "\"endedAt\":null,\"currentViewers\":0,\"asOf\":\"2026-05-04T12:00:30Z\",\"peakViewers\":null,\"analyticsSwitches\":[]}");
        assertThat(backend.get("/api/v1/auctions/123").json()).isEqualTo(answer.json());
    }

    @Test
    void withoutAnIdOneIsMade() {
        JsonNode one = backend.post("/api/v1/auctions", "{\"title\":\"A\"}").json();
        JsonNode other = backend.post("/api/v1/auctions", "{\"title\":\"A\"}").json();

        assertThat(one.get("id").asText())
                .matches("[a-z2-9]{10}")
                .isNotEqualTo(other.get("id").asText());
        assertThat(backend.get("/api/v1/auctions/" + one.get("id").asText()).status())
                .isEqualTo(200);
    }

    @Test
    void aTakenIdIsAConflictAndChangesNothing() {
        backend.withAuction("123");

        Answer answer = backend.post("/api/v1/auctions", "{\"id\":\"123\",\"title\":\"Other\"}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.message()).contains("123");
        assertThat(backend.get("/api/v1/auctions/123").json().get("title").asText())
                .isEqualTo("T");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"title\":\"\"}",
                "{\"title\":\"  \"}",
                "{\"title\":5}",
                "{\"title\":null}",
                "{\"title\":\"a\\u0000b\"}",
                "{\"title\":\"a\\nb\"}",
                "{\"title\":\"\\ud800\"}",
                "{\"title\":[\"a\"]}",
                "{\"title\":\"a\",\"id\":\"\"}",
                "{\"title\":\"a\",\"id\":\"a/b\"}",
                "{\"title\":\"a\",\"id\":\"a b\"}",
                "{\"title\":\"a\",\"id\":\"ä\"}",
                "{\"title\":\"a\",\"id\":123}",
                "{\"title\":\"a\",\"id\":{}}",
                "{\"title\":\"a\",\"enableViewerAnalytics\":\"true\"}",
                "{\"title\":\"a\",\"enableViewerAnalytics\":1}",
                "{\"title\":\"a\",\"title\":\"b\"}",
                "[{\"title\":\"a\"}]",
                "null",
                "",
            })
    void whatIsNoAuctionIsABadRequestAndNothingIsMade(String body) {
        Answer answer = backend.post("/api/v1/auctions", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isNotBlank();
        assertThat(backend.get("/api/v1/auctions").json().get("auctions")).isEmpty();
    }

    @Test
    void idsAndTitlesHaveALongestLength() {
        String longest = "x".repeat(64);
        assertThat(backend.post(
                                "/api/v1/auctions",
                                "{\"title\":\"" + "t".repeat(200) + "\",\"id\":\"" + longest + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(backend.post("/api/v1/auctions", "{\"title\":\"" + "t".repeat(201) + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(backend.post("/api/v1/auctions", "{\"title\":\"t\",\"id\":\"" + longest + "x\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theListIsNewestFirstWithLiveCountsAndPeaks() {
        backend.withAuction("one");
        backend.clock.advance(Duration.ofSeconds(10));
        backend.withAuction("two");
        backend.snapshot("two", Backend.minute("2026-05-04T11:59:00Z", 9));
        backend.socketServer.hasRooms("{\"auctions\":[{\"id\":\"one\",\"current\":41,\"peak\":77,\"unique\":50},"
                + "{\"id\":\"two\",\"current\":4,\"peak\":5,\"unique\":5},{\"id\":\"other\",\"current\":1,\"peak\":1,"
                + "\"unique\":1}]}");
        backend.clock.advance(Duration.ofSeconds(10));

        JsonNode list = backend.get("/api/v1/auctions").json().get("auctions");
        assertThat(list.findValuesAsText("id")).containsExactly("two", "one");
        assertThat(list.findValuesAsText("currentViewers")).containsExactly("4", "41");
        assertThat(list.findValuesAsText("peakViewers")).containsExactly("9", "77");
    }

    @Test
    void frequentRequestsAskSocketServerOnceASecond() {
        backend.withAuction("one");
        backend.clock.advance(Duration.ofSeconds(10));
        int before = backend.socketServer.roomsAsked();
        for (int i = 0; i < 20; i++) {
            backend.get("/api/v1/auctions");
        }
        assertThat(backend.socketServer.roomsAsked()).isEqualTo(before + 1);

        backend.clock.advance(Duration.ofSeconds(1));
        backend.get("/api/v1/auctions");
        assertThat(backend.socketServer.roomsAsked()).isEqualTo(before + 2);
    }

    @Test
    void theCountIsUnknownWhileSocketServerIsAway() {
        backend.withAuction("one");
        backend.socketServer.tearsConnections();
        backend.clock.advance(Duration.ofSeconds(10));

        JsonNode auction =
                backend.get("/api/v1/auctions").json().get("auctions").get(0);
        assertThat(auction.get("currentViewers").isNull()).isTrue();
    }

    @Test
    void everyTurnOfTheSwitchIsShownWithWhoAndWhen() {
        backend.withAuction("123");
        backend.clock.advance(Duration.ofMinutes(5));
        Answer answer = backend.patch("/api/v1/auctions/123", "{\"enableViewerAnalytics\":false}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("enableViewerAnalytics").asBoolean()).isFalse();
        assertThat(backend.get("/api/v1/auctions/123").json().get("analyticsSwitches"))
                .hasToString("[{\"enabled\":false,\"at\":\"2026-05-04T12:05:30Z\",\"by\":\"token\"},"
                        + "{\"enabled\":true,\"at\":\"2026-05-04T12:00:30Z\",\"by\":\"token\"}]");
    }

    @Test
    void goingLiveAndEndingAreSentToTheRoomOnceEach() {
        backend.withAuction("123");
        backend.patch("/api/v1/auctions/123", "{\"status\":\"live\"}");
        backend.patch("/api/v1/auctions/123", "{\"status\":\"live\",\"title\":\"New\"}");
        backend.clock.advance(Duration.ofMinutes(90));
        Answer ended = backend.patch("/api/v1/auctions/123", "{\"status\":\"ended\"}");

        assertThat(backend.socketServer.published())
                .containsExactly(
                        "POST /api/v1/auctions/123/events {\"event\":\"auctionStatusUpdate\",\"data\":{\"isLive\":true,"
                                + "\"startedAt\":\"2026-05-04T12:00:30Z\",\"endedAt\":null}}",
                        "POST /api/v1/auctions/123/events {\"event\":\"auctionStatusUpdate\",\"data\":{\"isLive\":false,"
                                + "\"startedAt\":\"2026-05-04T12:00:30Z\",\"endedAt\":\"2026-05-04T13:30:30Z\"}}");
        assertThat(ended.json().get("status").asText()).isEqualTo("ended");
        assertThat(ended.json().get("title").asText()).isEqualTo("New");
    }

    @Test
    void theStatusChangesAlsoWhenTheRoomCannotBeReachedAndThatIsLoggedOnce() {
        backend.withAuction("123");
        backend.socketServer.answersEventsWith(500, "");
        try (CapturedLog log = new CapturedLog()) {
            assertThat(backend.patch("/api/v1/auctions/123", "{\"status\":\"live\"}")
                            .json()
                            .get("status")
                            .asText())
                    .isEqualTo("live");
            assertThat(log.linesWith("event not sent"))
                    .singleElement()
                    .asString()
                    .contains("123");
        }
        assertThat(backend.get("/metrics").body())
                .contains("turnout_relay_requests_total{result=\"broken\",what=\"auctionStatusUpdate\"} 1");
    }

    @Test
    void anEndedAuctionMayGoLiveAgainAndAPlannedOneForgetsItsTimes() {
        backend.withAuction("123");
        backend.patch("/api/v1/auctions/123", "{\"status\":\"ended\"}");
        JsonNode live =
                backend.patch("/api/v1/auctions/123", "{\"status\":\"live\"}").json();
        assertThat(live.get("startedAt").isNull()).isFalse();
        assertThat(live.get("endedAt").isNull()).isTrue();

        JsonNode planned = backend.patch("/api/v1/auctions/123", "{\"status\":\"scheduled\"}")
                .json();
        assertThat(planned.get("startedAt").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"titel\":\"x\"}",
                "{\"title\":null}",
                "{\"title\":\"\"}",
                "{\"status\":\"LIVE\"}",
                "{\"status\":\"paused\"}",
                "{\"status\":1}",
                "{\"enableViewerAnalytics\":\"yes\"}",
                "{\"enableViewerAnalytics\":null}",
                "{\"title\":\"fine\",\"status\":\"paused\"}",
                "[]",
                "",
            })
    void whatIsNoChangeIsABadRequestAndChangesNothing(String body) {
        backend.withAuction("123");
        JsonNode before = backend.get("/api/v1/auctions/123").json();

        assertThat(backend.patch("/api/v1/auctions/123", body).status()).isEqualTo(400);
        assertThat(backend.get("/api/v1/auctions/123").json()).isEqualTo(before);
    }

    @Test
    void aDeletedAuctionIsGoneWithItsMinutes() {
        backend.withAuction("123");
        backend.snapshot("123", Backend.minute("2026-05-04T12:00:00Z", 5));

        assertThat(backend.delete("/api/v1/auctions/123").json().get("success").asBoolean())
                .isTrue();
        assertThat(backend.delete("/api/v1/auctions/123").status()).isEqualTo(404);
        assertThat(backend.get("/api/v1/auctions/123").status()).isEqualTo(404);
        assertThat(backend.snapshot("123", Backend.minute("2026-05-04T12:01:00Z", 5))
                        .status())
                .isEqualTo(404);
        backend.withAuction("123");
        assertThat(backend.chart("123").get("snapshots")).isEmpty();
    }

    @Test
    void aSampleAuctionIsMadeWhenThereIsNoneYet(@TempDir Path other) throws IOException {
        try (Backend first = new Backend(other, "SAMPLE_AUCTION", "demo")) {
            JsonNode demo = first.get("/api/v1/auctions/demo").json();
            assertThat(demo.get("enableViewerAnalytics").asBoolean()).isTrue();
            assertThat(demo.get("analyticsSwitches").findValuesAsText("by")).containsExactly("start");
            first.withAuction("123");
            first.delete("/api/v1/auctions/demo");
            first.restart();
            assertThat(first.get("/api/v1/auctions").json().get("auctions").findValuesAsText("id"))
                    .containsExactly("123");
        }
    }

    @Test
    void allOfItOutlivesARestart() {
        backend.withAuction("123");
        backend.snapshot("123", Backend.minute("2026-05-04T12:00:00Z", 5));
        JsonNode chart = backend.chart("123");
        JsonNode auction = backend.get("/api/v1/auctions/123").json();
        backend.restart();

        assertThat(backend.chart("123")).isEqualTo(chart);
        assertThat(backend.get("/api/v1/auctions/123").json()).isEqualTo(auction);
    }
}
