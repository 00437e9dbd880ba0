package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static dev.turnout.backend.analytics.Minutes.steady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.backend.analytics.Summary.Retained;
import dev.turnout.model.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void withoutSnapshotsTheFixedFieldsAreZeroAndTheOthersNull() {
        Summary summary = of();

        assertThat(List.of(summary.overallPeak(), summary.overallAvg())).containsExactly(0, 0);
        assertThat(summary.duration()).isZero();
        assertThat(summary.first()).isNull();
        assertThat(summary.joins()).isNull();
        assertThat(summary.serverRuns()).isZero();
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
        assertThat(summary.duration())
                .as("minutes observed, not minutes passed")
                .isEqualTo(3);
        assertThat(summary.first()).isEqualTo(NOON);
        assertThat(summary.last()).isEqualTo(NOON.plusSeconds(600));
        assertThat(summary.watchMinutes()).isNull();
    }

    @Test
    void theAverageIsViewerSecondsDividedByObservedSeconds() {
        Summary summary = of(
                Minutes.of(NOON, 10, 10, 10, 10, 12),
                new Minute(NOON.plusSeconds(60), 4, 4, 4, 4, 1)
                        .watched(40)
                        .observed(10)
                        .snapshot());

        assertThat(summary.overallAvg()).as("(600 + 40) / 70 = 9.14").isEqualTo(9);
        assertThat(summary.observedSeconds()).isEqualTo(70);
    }

    @Test
    void theExactPeakAndMinIncludeCountsBetweenSamples() {
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
    void joinsLeavesAndWatchTimeAreAddedUp() {
        Summary summary = of(
                Minute.steady(0, 5).watched(300).joins(5).leaves(0).snapshot(),
                Minute.steady(1, 2).watched(150).joins(1).leaves(4).snapshot());

        assertThat(summary.joins()).isEqualTo(6);
        assertThat(summary.leaves()).isEqualTo(4);
        assertThat(summary.watchMinutes()).isEqualTo(7.5);
        assertThat(summary.averageSessionSeconds()).isEqualTo(75);
    }

    @Test
    void joinsAreCountedForEachRunOfTheServer() {
        Summary summary = of(
                Minute.steady(0, 5).source("run-1").joins(5).snapshot(),
                Minute.steady(0, 5).source("run-2").joins(4).snapshot(),
                Minute.steady(1, 5).source("run-2").joins(1).snapshot(),
                Minute.steady(2, 5).source("run-3").snapshot());

        assertThat(summary.serverRuns()).isEqualTo(3);
        assertThat(summary.joinsByRun())
                .containsEntry("run-1", 5L)
                .containsEntry("run-2", 5L)
                .containsEntry("run-3", null);
    }

    @Test
    void twoPartsOfAMinuteAreOneMinuteAndSoAreShorterSnapshots() {
        assertThat(of(steady(0, 1), steady(0, 2), Minutes.of(NOON.plusSeconds(5), 1, 1, 1, 1, 1))
                        .duration())
                .isEqualTo(1);
    }

    @Test
    void sectionsAreTheLastOnesSentAndSessionLengthsAreAddedUpWithoutOverflow() {
        Summary summary = of(
                Minute.steady(0, 5)
                        .ended(Map.of("30", 1_000_000_000, "+Inf", 2))
                        .sections(Map.of("lot-1", 5))
                        .snapshot(),
                Minute.steady(1, 5)
                        .ended(Map.of("30", 1_000_000_000))
                        .sections(Map.of("lot-2", 6))
                        .snapshot(),
                Minute.steady(2, 5).ended(Map.of("30", 1_000_000_000)).snapshot());

        assertThat(summary.sections()).containsExactly(Map.entry("lot-2", 6));
        assertThat(summary.sessionSeconds()).containsOnly(Map.entry("30", 3_000_000_000L), Map.entry("+Inf", 2L));
    }

    @Test
    void theRetentionCurveIsTheShareOfSessionsThatLastedLonger() {
        assertThat(Summary.retention(Map.of("300", 2L, "60", 5L, "+Inf", 3L)))
                .containsExactly(new Retained(60, 0.5), new Retained(300, 0.3));
        assertThat(Summary.retention(Map.of())).isEmpty();
    }

    private static Summary of(Snapshot... snapshots) {
        return Summary.of(Minutes.sum(List.of(snapshots)));
    }
}
