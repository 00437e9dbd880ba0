package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static dev.turnout.backend.analytics.Minutes.steady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
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
        Summary summary = of(
                steady(0, 50),
                Minute.steady(1, 5)
                        .exactPeak(51, NOON.plusSeconds(99))
                        .exactMin(1)
                        .snapshot());

        assertThat(summary.overallPeak()).isEqualTo(51);
        assertThat(summary.overallPeakAt()).isEqualTo(NOON.plusSeconds(99));
        assertThat(summary.overallMin()).isEqualTo(1);
    }

    @Test
    void comingsGoingsAndWatchTimeAddUp() {
        Summary summary = of(
                Minute.steady(0, 5).watched(300).joins(5).leaves(0).snapshot(),
                Minute.steady(1, 2).watched(150).joins(1).leaves(4).snapshot());

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
                Minute.steady(0, 5)
                        .ended(Map.of("30", 1, "+Inf", 2))
                        .sections(Map.of("lot-1", 5))
                        .snapshot(),
                Minute.steady(1, 5)
                        .ended(Map.of("30", 4))
                        .sections(Map.of("lot-2", 6))
                        .snapshot(),
                steady(2, 6));

        assertThat(summary.sections()).containsExactly(Map.entry("lot-2", 6));
        assertThat(summary.sessionSeconds()).containsOnly(Map.entry("30", 5), Map.entry("+Inf", 2));
    }

    private static Summary of(Snapshot... snapshots) {
        SummaryTally tally = new SummaryTally();
        List.of(snapshots).forEach(tally::add);
        return tally.summary();
    }
}
