package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.Json;
import dev.turnout.model.Snapshot;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotRulesTest {

    private static final String FULL = """
            {"timestamp":"2026-05-04T11:59:00Z","viewerCount":4,"avgViewers":5,"peakViewers":7,"minViewers":3,
             "sampleCount":12,"source":"run","exactPeak":8,"exactPeakAt":"2026-05-04T11:59:01.5Z","exactMin":2,
             "viewerSeconds":300.5,"joins":4,"leaves":5,"uniqueViewers":9,"sessionSeconds":{"30":5},
             "sections":{"lot-1":4},"countries":{"CH":4},"observedSeconds":60,"fence":3,"slots":4095}""";

    @Test
    void aFullSnapshotAndASixFieldOneAreFine() {
        assertThat(violation(FULL)).isEmpty();
        assertThat(SnapshotRules.violation(Minutes.steady(-1, 0), NOON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2025-10-21T14:15:00Z", "2026-05-04T11:59:05Z", "2026-05-05T12:00:00Z", "2000-01-01T00:00:00Z"})
    void everyWholeSecondUpToADayAheadIsFine(String timestamp) {
        assertThat(violation(FULL.replace("\"exactPeakAt\":\"2026-05-04T11:59:01.5Z\",", "")
                        .replace("2026-05-04T11:59:00Z", timestamp)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-05-04T11:59:00.5Z",
                "2026-05-05T12:00:01Z",
                "1999-12-31T23:59:59Z",
                "+999999999-01-01T00:00:00Z"
            })
    void everyOtherTimeIsNot(String timestamp) {
        assertThat(violation(FULL.replace("2026-05-04T11:59:00Z", timestamp))).contains("timestamp");
    }

    @ParameterizedTest
    @CsvSource({
        "sampleCount, 12, 0, sampleCount",
        "sampleCount, 12, -1, sampleCount",
        "sampleCount, 12, 3601, sampleCount",
        "viewerCount, 4, -4, counts",
        "minViewers, 3, -1, counts",
        "peakViewers, 7, 1000000001, counts",
        "joins, 4, -1, counts",
        "leaves, 5, -1, counts",
        "uniqueViewers, 9, -9, counts",
        "exactMin, 2, -2, counts",
        "minViewers, 3, 6, minViewers ≤ avgViewers",
        "avgViewers, 5, 8, avgViewers ≤ peakViewers",
        "viewerCount, 4, 8, minViewers ≤ viewerCount",
        "viewerCount, 4, 2, minViewers ≤ viewerCount",
        "exactMin, 2, 6, exactMin ≤ avgViewers",
        "exactPeak, 8, 4, exactMin ≤ avgViewers",
        "viewerSeconds, 300.5, -0.5, viewerSeconds",
        "viewerSeconds, 300.5, 1e300, viewerSeconds",
        "lot-1, 4, -1, sections",
        "lot-1, 4, null, sections",
        "30, 5, -1, sessionSeconds",
        "observedSeconds, 60, 0, observedSeconds",
        "observedSeconds, 60, 3601, observedSeconds",
        "fence, 3, -1, fence",
    })
    void aSnapshotThatCannotBeTrueIsNamed(String field, String good, String bad, String words) {
        String changed = FULL.replace("\"" + field + "\":" + good, "\"" + field + "\":" + bad);
        assertThat(changed).isNotEqualTo(FULL);
        assertThat(violation(changed)).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z", "2026-05-06T00:00:00Z"})
    void aPeakFarFromItsMinuteIsRefused(String time) {
        assertThat(violation(FULL.replace("2026-05-04T11:59:01.5Z", time))).contains("exactPeakAt");
    }

    @Test
    void sessionLengthsWithoutABoundAndTooManySectionsAreRefused() {
        assertThat(violation(FULL.replace("\"30\":5", "\"long\":5"))).contains("sessionSeconds");
        assertThat(violation(FULL.replace("\"30\":5", "\"NaN\":5"))).contains("sessionSeconds");
        String many =
                IntStream.range(0, 1_001).mapToObj(i -> "\"s" + i + "\":1").collect(Collectors.joining(","));
        assertThat(violation(FULL.replace("\"lot-1\":4", many))).contains("sections");
    }

    @Test
    void aSourceLongerThanAnyRunIsRefused() {
        assertThat(violation(FULL.replace("\"run\"", "\"" + "r".repeat(201) + "\"")))
                .contains("source");
        assertThat(violation(FULL.replace("\"run\"", "\"r\\u0000\""))).contains("source");
    }

    private static String violation(String json) {
        try {
            return SnapshotRules.violation(Json.MAPPER.readValue(json, Snapshot.class), NOON)
                    .orElse("");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
