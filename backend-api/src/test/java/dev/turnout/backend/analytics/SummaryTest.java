package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static dev.turnout.backend.analytics.Minutes.exact;
import static dev.turnout.backend.analytics.Minutes.steady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void ofNothingIsZeroWhereTheContractWantsANumberAndUnknownElsewhere() {
        assertThat(of()).isEqualTo(new Summary(0, null, 0, null, 0, null, null, null, null, null, null, null, null));
    }

    @Test
    void theFixedFieldsAloneGivePeakAverageAndDuration() {
        Summary summary = of(
                Minutes.of(NOON, 5, 4, 9, 1, 12),
                Minutes.of(NOON.plusSeconds(60), 6, 5, 7, 2, 6),
                Minutes.of(NOON.plusSeconds(600), 6, 5, 9, 2, 6));

        assertThat(summary.overallPeak()).isEqualTo(9);
        assertThat(summary.overallPeakAt()).isEqualTo(NOON);
        assertThat(summary.overallAvg()).as("(4·12 + 5·6 + 5·6) / 24 = 4.5").isEqualTo(5);
        assertThat(summary.overallMin()).isEqualTo(1);
        assertThat(summary.duration()).as("minutes seen, not minutes passed").isEqualTo(3);
        assertThat(summary.first()).isEqualTo(NOON);
        assertThat(summary.last()).isEqualTo(NOON.plusSeconds(600));
        assertThat(summary.watchMinutes()).isNull();
    }

    @Test
    void theExactPeakAndMinCountAlsoBetweenSamples() {
        Summary summary = of(steady(0, 50), exact(steady(1, 5), 51, NOON.plusSeconds(99), 1, 300.0, 46, 92));

        assertThat(summary.overallPeak()).isEqualTo(51);
        assertThat(summary.overallPeakAt()).isEqualTo(NOON.plusSeconds(99));
        assertThat(summary.overallMin()).isEqualTo(1);
    }

    @Test
    void comingsGoingsAndWatchTimeAddUp() {
        Summary summary =
                of(exact(steady(0, 5), 5, NOON, 5, 300.0, 5, 0), exact(steady(1, 2), 5, NOON, 2, 150.0, 1, 4));

        assertThat(summary.joins()).isEqualTo(6);
        assertThat(summary.leaves()).isEqualTo(4);
        assertThat(summary.watchMinutes()).isEqualTo(7.5);
    }

    @Test
    void twoPartsOfAMinuteLastAMinuteAndSoDoShortSnapshots() {
        assertThat(of(steady(0, 1), steady(0, 2), Minutes.of(NOON.plusSeconds(5), 1, 1, 1, 1, 1))
                        .duration())
                .isEqualTo(1);
    }

    @Test
    void sectionsAreThoseOfTheLastThatKnewAndSessionLengthsAddUp() {
        Summary summary = of(
                withMaps(0, Map.of("30", 1, "+Inf", 2), Map.of("lot-1", 5)),
                withMaps(1, Map.of("30", 4), Map.of("lot-2", 6)),
                steady(2, 6));

        assertThat(summary.sections()).containsExactly(Map.entry("lot-2", 6));
        assertThat(summary.sessionSeconds()).containsOnly(Map.entry("30", 5), Map.entry("+Inf", 2));
    }

    private static Snapshot withMaps(int minute, Map<String, Integer> sessionSeconds, Map<String, Integer> sections) {
        Snapshot fixed = steady(minute, 5);
        return new Snapshot(
                fixed.timestamp(),
                5,
                5,
                5,
                5,
                12,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                sessionSeconds,
                sections);
    }

    private static Summary of(Snapshot... snapshots) {
        SummaryTally tally = new SummaryTally();
        List.of(snapshots).forEach(tally::add);
        return tally.summary();
    }
}
