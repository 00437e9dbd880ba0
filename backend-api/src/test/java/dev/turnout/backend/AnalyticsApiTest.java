package dev.turnout.backend;

import static dev.turnout.backend.Backend.minute;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.Requests.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock stands at 2026-05-04T12:00:30Z. */
class AnalyticsApiTest extends BackendTest {

    private static final String VIEWERS = "/api/v1/auctions/123/analytics/viewers";

    @BeforeEach
    void anAuction() {
        backend.withAuction("123");
    }

    @Test
    void theSummaryHasPeakAverageAndDurationOfTheMinutesAsked() {
        backend.snapshot("123", minute("2026-05-04T11:58:00Z", 10));
        backend.snapshot("123", minute("2026-05-04T11:59:00Z", 21));

        JsonNode answer = backend.get(VIEWERS).json();
        assertThat(answer.get("success").asBoolean()).isTrue();
        assertThat(answer.get("auctionId").asText()).isEqualTo("123");
        assertThat(answer.get("resolutionSeconds").asInt()).isEqualTo(60);
        assertThat(answer.get("summary").get("overallPeak").asInt()).isEqualTo(21);
        assertThat(answer.get("summary").get("overallAvg").asInt()).isEqualTo(16);
        assertThat(answer.get("summary").get("duration").asInt()).isEqualTo(2);
    }

    @Test
    void withoutAMinuteTheNumbersAreZeroAndTheListIsEmpty() {
        JsonNode answer = backend.get(VIEWERS).json();

        assertThat(answer.get("snapshots")).isEmpty();
        assertThat(answer.get("summary").get("overallPeak").asInt(-1)).isZero();
        assertThat(answer.get("summary").get("overallAvg").asInt(-1)).isZero();
        assertThat(answer.get("summary").get("duration").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1h, 1", "24h, 2", "7d, 3", "30d, 4", "90d, 5", "all, 5"})
    void aRangeReachesBackFromNow(String range, int minutes) {
        for (String timestamp : new String[] {
            "2026-05-04T11:30:00Z",
            "2026-05-03T13:00:00Z",
            "2026-04-28T00:00:00Z",
            "2026-04-10T00:00:00Z",
            "2026-03-01T00:00:00Z",
            "2025-10-21T14:15:00Z"
        }) {
            backend.snapshot("123", minute(timestamp, 5));
        }

        assertThat(backend.get(VIEWERS + "?timeRange=" + range).json().get("snapshots"))
                .hasSize(minutes);
        assertThat(backend.get(VIEWERS + ".csv?timeRange=" + range).body().lines())
                .hasSize(minutes + 1);
    }

    @Test
    void fromBelongsToThePeriodAndToDoesNotAndOffsetsAreUnderstood() {
        for (int i = 0; i < 5; i++) {
            backend.snapshot("123", minute("2026-05-04T11:3" + i + ":00Z", i));
        }

        assertThat(counts("?from=2026-05-04T11:31:00Z&to=2026-05-04T11:33:00Z")).containsExactly("1", "2");
        assertThat(counts("?from=2026-05-04T13:33:00%2B02:00")).containsExactly("3", "4");
        assertThat(counts("?to=2026-05-04T11:31:00Z")).containsExactly("0");
    }

    private Iterable<String> counts(String query) {
        return backend.get(VIEWERS + query).json().get("snapshots").findValuesAsText("viewerCount");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeRange=2h",
                "timeRange=",
                "timeRange=ALL",
                "from=yesterday",
                "from=",
                "to=2026-05-04",
                "from=2026-05-04T12:00:00Z&to=2026-05-04T12:00:00Z",
                "from=2026-05-04T12:00:00Z&to=2026-05-04T11:00:00Z",
                "timeRange=1h&from=2026-05-04T12:00:00Z",
                "from=%00",
                "to=1960-01-01T00:00:00Z",
            })
    void whatIsNoRangeIsABadRequest(String query) {
        assertThat(backend.get(VIEWERS + "?" + query).status()).isEqualTo(400);
        assertThat(backend.get(VIEWERS + ".csv?" + query).status()).isEqualTo(400);
    }

    @Test
    void aLongTimeIsRolledUpWithItsPeaksAndItsGaps() {
        Instant start = Instant.parse("2026-05-02T00:00:00Z");
        IntStream.range(0, 1_600).parallel().forEach(i -> {
            int gap = i < 800 ? 0 : 600;
            backend.snapshot("123", minute(start.plusSeconds(60L * (i + gap)).toString(), i == 777 ? 999 : 5));
        });

        JsonNode answer = backend.get(VIEWERS).json();
        assertThat(answer.get("resolutionSeconds").asInt()).isEqualTo(300);
        assertThat(answer.get("snapshots")).hasSize(320);
        assertThat(answer.get("summary").get("overallPeak").asInt()).isEqualTo(999);
        assertThat(answer.get("summary").get("duration").asInt()).isEqualTo(1_600);
        assertThat(answer.get("snapshots").findValuesAsText("peakViewers")).contains("999");
        assertThat(backend.get(VIEWERS + ".csv").body().lines())
                .as("the CSV is not")
                .hasSize(1_601);
    }

    @Test
    void theCsvIsAFileToSaveInUtc() {
        backend.snapshot("123", minute("2026-05-04T11:58:00Z", 10));

        Answer answer = backend.get(VIEWERS + ".csv");
        assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"auction-123-viewers.csv\"");
        assertThat(answer.body()).endsWith("\r\n2026-05-04T11:58:00Z,10,10,10,10,12,,,,,,,,\r\n");
    }

    @Test
    void anUnknownAuctionIsNotFound() {
        for (String path : new String[] {"analytics/viewers", "analytics/viewers.csv", "viewer-stats"}) {
            assertThat(backend.get("/api/v1/auctions/no-such/" + path).status()).isEqualTo(404);
        }
    }

    @Test
    void theStatsArePublicAndMayBeKeptForAMoment() {
        backend.snapshot("123", minute("2026-05-04T11:57:00Z", 30));
        backend.snapshot("123", minute("2026-05-04T11:58:00Z", 10));
        backend.socketServer.hasRooms("{\"auctions\":[{\"id\":\"123\",\"current\":12,\"peak\":14,\"unique\":20}]}");
        backend.clock.advance(Duration.ofSeconds(5));

        Answer answer = backend.send("GET", "/api/v1/auctions/123/viewer-stats", "");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=5");
        assertThat(answer.json())
                .hasToString("{\"success\":true,\"current\":12,\"peak\":30,\"history\":["
                        + "{\"timestamp\":\"2026-05-04T11:57:00Z\",\"count\":30},"
                        + "{\"timestamp\":\"2026-05-04T11:58:00Z\",\"count\":10}],"
                        + "\"asOf\":\"2026-05-04T12:00:35Z\"}");
    }

    @Test
    void theStatsShowTheNewestSixtyMinutesHoweverOld() {
        Instant start = Instant.parse("2026-03-21T14:00:00Z");
        for (int i = 0; i < 70; i++) {
            backend.snapshot("123", minute(start.plusSeconds(60L * i).toString(), i));
        }

        JsonNode history =
                backend.get("/api/v1/auctions/123/viewer-stats").json().get("history");
        assertThat(history).hasSize(60);
        assertThat(history.get(0).get("count").asInt()).isEqualTo(10);
        assertThat(history.get(59).get("count").asInt()).isEqualTo(69);
    }

    @Test
    void theCurrentCountIsTheLastMinutesWhileThatIsYoungAndThenUnknown() {
        backend.socketServer.tearsConnections();
        backend.snapshot("123", minute("2026-05-04T12:00:00Z", 10));
        backend.clock.advance(Duration.ofSeconds(80));
        assertThat(backend.get("/api/v1/auctions/123/viewer-stats")
                        .json()
                        .get("current")
                        .asInt())
                .isEqualTo(10);

        backend.clock.advance(Duration.ofSeconds(20));
        assertThat(backend.get("/api/v1/auctions/123/viewer-stats")
                        .json()
                        .get("current")
                        .isNull())
                .isTrue();
    }

    @Test
    void ninetyDaysLaterTheMinuteIsNotShownAlthoughItIsNotDeletedYet() {
        backend.snapshot("123", minute("2026-05-04T12:00:00Z", 10));
        backend.clock.advance(Duration.ofDays(90).minusSeconds(30));
        assertThat(backend.chart("123").get("snapshots")).hasSize(1);

        backend.clock.advance(Duration.ofMinutes(1));
        assertThat(backend.chart("123").get("snapshots")).isEmpty();
        assertThat(backend.get(VIEWERS + ".csv").body().lines()).hasSize(1);
        assertThat(backend.get("/api/v1/auctions/123/viewer-stats").json().get("history"))
                .isEmpty();
        assertThat(backend.get("/api/v1/auctions/123").json().get("peakViewers").asInt())
                .isEqualTo(10);
    }

    @Test
    void oldDataIsDeletedByHousekeepingButNotAtTheStart() {
        backend.snapshot("123", minute("2026-05-04T12:00:00Z", 10));
        backend.clock.advance(Duration.ofDays(91));
        backend.snapshot("123", minute("2026-08-03T11:59:00Z", 10));
        backend.restart();
        assertThat(expired()).isZero();

        backend.server().housekeepingRound();
        assertThat(expired()).isEqualTo(1);
    }

    private double expired() {
        return backend.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("turnout_expired_total{what=\"snapshot\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
