package dev.turnout.backend;

import static dev.turnout.backend.Backend.minute;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.Requests.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotRouteTest extends BackendTest {

    private static final String SAVED = "{\"success\":true,\"message\":\"Snapshot saved\"}";
    private static final String DISABLED = "{\"success\":true,\"message\":\"Analytics disabled\"}";
    private static final String AT = "2026-05-04T11:15:00Z";

    @BeforeEach
    void anAuction() {
        backend.withAuction("123");
    }

    @Test
    void aMinuteIsSavedAndShown() {
        Answer answer = backend.snapshot(
                "123",
                "{\"timestamp\":\"2026-05-04T11:15:00Z\",\"viewerCount\":475,\"avgViewers\":445,\"peakViewers\":475,"
                        + "\"minViewers\":420,\"sampleCount\":12}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SAVED);
        assertThat(backend.chart("123").get("snapshots"))
                .hasToString("[{\"timestamp\":\"2026-05-04T11:15:00Z\",\"viewerCount\":475,\"avgViewers\":445,"
                        + "\"peakViewers\":475,\"minViewers\":420,\"sampleCount\":12,\"observedSeconds\":60.0}]");
    }

    @Test
    void theSameMinuteAgainIsSavedAgainButKeptOnce() {
        String first = minute(AT, 5).replace("}", ",\"source\":\"run-1\"}");
        assertThat(backend.snapshot("123", first).body()).isEqualTo(SAVED);
        assertThat(backend.snapshot("123", first).body()).isEqualTo(SAVED);
        assertThat(backend.snapshot("123", first.replace("run-1", "run-2")).body())
                .isEqualTo(SAVED);

        JsonNode points = backend.chart("123").get("snapshots");
        assertThat(points).hasSize(1);
        assertThat(points.get(0).get("sampleCount").asInt())
                .as("two sources, twelve samples each")
                .isEqualTo(24);
    }

    @Test
    void bothKeysOfAPairAreAccepted() {
        assertThat(backend.snapshot("123", minute(AT, 5), "X-Internal-Request", Backend.KEY)
                        .status())
                .isEqualTo(200);
        assertThat(backend.snapshot("123", minute(AT, 5), "X-Internal-Request", Backend.OLD_KEY)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void noKeyAndAWrongKeyGetTheSameAnswerAndNothingIsKept() {
        Answer none = backend.snapshot("123", minute(AT, 5), "Accept", "*/*");
        Answer wrong = backend.snapshot("123", minute(AT, 5), "X-Internal-Request", Backend.KEY + "x");
        Answer both = backend.snapshot("123", minute(AT, 5), "X-Internal-Request", Backend.KEY + "," + Backend.OLD_KEY);
        Answer admin = backend.snapshot("123", minute(AT, 5), Backend.bearer());

        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("X-Internal-Request");
        for (Answer other : new Answer[] {wrong, both, admin}) {
            assertThat(other.status()).isEqualTo(401);
            assertThat(other.body()).isEqualTo(none.body());
        }
        assertThat(backend.chart("123").get("snapshots")).isEmpty();
    }

    @Test
    void theKeyIsAskedForBeforeAnythingElse() {
        assertThat(backend.snapshot("no-such", minute(AT, 5), "Accept", "*/*").status())
                .isEqualTo(401);
        assertThat(backend.snapshot("a%2Fb", "{broken", "Accept", "*/*").status())
                .isEqualTo(401);
        assertThat(backend.snapshot("123", "x".repeat(100_000), "Accept", "*/*").status())
                .isEqualTo(401);
    }

    @Test
    void aFloodOfWrongKeysIsOneLogLineWithoutTheKey() {
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 50; i++) {
                backend.snapshot("123", minute(AT, 5), "X-Internal-Request", "wrong-key-" + i);
            }
            assertThat(log.linesWith("refused: no or wrong X-Internal-Request"))
                    .singleElement()
                    .asString()
                    .contains("requests=\"1\"");
            assertThat(log.linesWith("wrong-key")).isEmpty();
        }
        assertThat(metric("turnout_internal_key_refused_total")).isEqualTo(50);
    }

    @Test
    void anUnknownAuctionIsNotFound() {
        Answer answer = backend.snapshot("no-such", minute(AT, 5));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("success").asBoolean()).isFalse();
        assertThat(answer.message()).isEqualTo("there is no such auction");
    }

    @Test
    void switchedOffIsASuccessThatKeepsNothingAndSwitchedOnKeepsAgain() {
        backend.snapshot("123", minute("2026-05-04T12:00:00Z", 1));
        backend.patch("/api/v1/auctions/123", "{\"enableViewerAnalytics\":false}");

        Answer off = backend.snapshot("123", minute("2026-05-04T12:01:00Z", 2));
        assertThat(off.status()).isEqualTo(200);
        assertThat(off.body()).isEqualTo(DISABLED);
        backend.patch("/api/v1/auctions/123", "{\"enableViewerAnalytics\":true}");
        assertThat(backend.snapshot("123", minute("2026-05-04T12:02:00Z", 3)).body())
                .isEqualTo(SAVED);

        assertThat(backend.chart("123").get("snapshots").findValuesAsText("viewerCount"))
                .containsExactly("1", "3");
    }

    @Test
    void switchedOffDoesNotEvenLookAtTheBody() {
        backend.patch("/api/v1/auctions/123", "{\"enableViewerAnalytics\":false}");

        assertThat(backend.snapshot("123", "{broken").body()).isEqualTo(DISABLED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "\"text\"",
                "{}",
                "{broken",
                "{\"timestamp\":\"2026-05-04T11:15:00Z\"}",
            })
    void whatIsNoSnapshotIsABadRequest(String body) {
        Answer answer = backend.snapshot("123", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isNotBlank();
        assertThat(backend.chart("123").get("snapshots")).isEmpty();
    }

    @Test
    void aSnapshotThatCannotBeTrueIsABadRequestThatGivesTheReason() {
        Answer answer = backend.snapshot("123", minute(AT, 5).replace("\"avgViewers\":5", "\"avgViewers\":6"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("minViewers ≤ avgViewers ≤ peakViewers");
        assertThat(backend.chart("123").get("snapshots")).isEmpty();
    }

    @Test
    void joinedEqualsWatchingPlusEnded() {
        backend.snapshot("123", minute("2026-05-04T12:00:00Z", 1));
        backend.snapshot("123", minute("2026-05-04T12:00:00Z", 1));
        backend.snapshot("123", "{broken");
        backend.snapshot("123", "x".repeat(100_000));
        backend.snapshot("no-such", minute(AT, 1));
        backend.patch("/api/v1/auctions/123", "{\"enableViewerAnalytics\":false}");
        backend.snapshot("123", minute("2026-05-04T12:01:00Z", 1));

        assertThat(metric("turnout_snapshots_total{outcome=\"saved\"}")).isEqualTo(1);
        assertThat(metric("turnout_snapshots_total{outcome=\"repeated\"}")).isEqualTo(1);
        assertThat(metric("turnout_snapshots_total{outcome=\"invalid\"}")).isEqualTo(2);
        assertThat(metric("turnout_snapshots_total{outcome=\"unknown_auction\"}"))
                .isEqualTo(1);
        assertThat(metric("turnout_snapshots_total{outcome=\"disabled\"}")).isEqualTo(1);
        assertThat(metric("turnout_snapshots_total{outcome=\"failed\"}")).isZero();
    }

    private double metric(String name) {
        return backend.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
