package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.Moments;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MinuteWindowTest extends MinuteWindowFixture {

    @Test
    void aWholeMinuteHasTwelveSamples() {
        join("14:15:00.000");
        ticks("14:15:00", "14:16:00");

        assertThat(reported).hasSize(1);
        Snapshot minute = reported.get(0);
        assertThat(minute.timestamp()).isEqualTo("2025-10-21T14:15:00Z");
        assertThat(minute.sampleCount()).isEqualTo(12);
        assertThat(minute.viewerCount()).isEqualTo(1);
        assertThat(minute.viewerSeconds()).isEqualTo(60.0);
        assertThat(minute.observedSeconds()).isEqualTo(60.0);
        assertThat(minute.source()).isEqualTo("run-1");
        assertThat(minute.slots()).isEqualTo(0b1111_1111_1111);
    }

    @Test
    void aMinuteThatWasPartlySeenIsDividedByTheSamplesItHas() {
        join("14:15:32.500");
        ticks("14:15:35", "14:15:45");
        join("14:15:46.000");
        ticks("14:15:50", "14:16:00");

        Snapshot minute = reported.get(0);
        assertThat(minute.sampleCount()).isEqualTo(5);
        assertThat(minute.avgViewers()).isEqualTo(1);
        assertThat(minute.minViewers()).isEqualTo(1);
        assertThat(minute.peakViewers()).isEqualTo(2);
        assertThat(minute.viewerSeconds()).isEqualTo(27.5 + 14);
        assertThat(minute.observedSeconds()).isEqualTo(27.5);
    }

    @Test
    void theAverageIsRoundedHalfUp() {
        join("14:15:50.000");
        ticks("14:15:50", "14:15:50");
        join("14:15:51.000");
        ticks("14:15:55", "14:16:00");

        assertThat(reported.get(0).sampleCount()).isEqualTo(2);
        assertThat(reported.get(0).avgViewers()).isEqualTo(2);
    }

    @Test
    void theExactPeakStandsBetweenTwoSamplesToo() {
        join("14:15:00.000");
        ticks("14:15:00", "14:15:10");
        join("14:15:11.000");
        join("14:15:12.000");
        leave("14:15:13.000");
        leave("14:15:14.000");
        leave("14:15:14.500");
        join("14:15:14.750");
        ticks("14:15:15", "14:16:00");

        Snapshot minute = reported.get(0);
        assertThat(minute.peakViewers()).isEqualTo(1);
        assertThat(minute.exactPeak()).isEqualTo(3);
        assertThat(minute.exactPeakAt()).isEqualTo("2025-10-21T14:15:12Z");
        assertThat(minute.minViewers()).isEqualTo(1);
        assertThat(minute.exactMin()).isZero();
    }

    @Test
    void countriesAreThoseOfTheLastSample() {
        joinFrom("14:15:00.000", "CH");
        joinFrom("14:15:10.000", "CH");
        joinFrom("14:15:20.000", "unknown");
        leave("14:15:54.000");
        joinFrom("14:15:54.500", "SE");
        leave("14:15:58.000");
        ticks("14:16:00", "14:16:00");

        assertThat(reported.get(0).countries()).isEqualTo(Map.of("CH", 2, "SE", 1));
    }

    @Test
    void thereAreNoCountriesWhenTheyAreNotLookedUp() {
        join("14:15:00.000");
        ticks("14:15:00", "14:16:00");

        assertThat(reported.get(0).countries()).isNull();
    }

    @Test
    void whatComesAfterTheLastSampleFlowsInTheNextMinute() {
        join("14:15:10.000");
        ticks("14:15:15", "14:15:55");
        join("14:15:57.000");
        leave("14:15:58.000");
        join("14:15:59.000");
        ticks("14:16:00", "14:17:00");

        assertThat(reported).hasSize(2);
        assertThat(reported.get(0).viewerCount()).isEqualTo(1);
        assertThat(reported.get(0).joins()).isEqualTo(1);
        assertThat(reported.get(0).leaves()).isZero();
        assertThat(reported.get(0).exactPeak()).isEqualTo(2);
        assertThat(reported.get(1).viewerCount()).isEqualTo(2);
        assertThat(reported.get(1).joins()).isEqualTo(2);
        assertThat(reported.get(1).leaves()).isEqualTo(1);
    }

    @Test
    void oneMoreMinuteAfterTheLastHasLeftShowsTheFallToZero() {
        join("14:15:10.000");
        ticks("14:15:15", "14:16:30");
        leave("14:16:31.000");
        ticks("14:16:35", "14:20:00");

        assertThat(reported).hasSize(3);
        assertThat(reported.get(2).timestamp()).isEqualTo("2025-10-21T14:17:00Z");
        assertThat(reported.get(2).sampleCount()).isEqualTo(12);
        assertThat(reported.get(2).peakViewers()).isZero();
        assertThat(reported.get(2).exactPeak()).isZero();
        assertThat(window().over()).isTrue();
    }

    @Test
    void aPartTooShortForASampleHasOneAtItsEnd() {
        join("14:15:57.000");
        join("14:15:58.000");
        leave("14:15:59.500");
        ticks("14:16:00", "14:16:00");

        Snapshot minute = reported.get(0);
        assertThat(minute.timestamp()).isEqualTo("2025-10-21T14:15:00Z");
        assertThat(minute.sampleCount()).isEqualTo(1);
        assertThat(minute.slots()).as("the slot in which it was taken").isEqualTo(1L << 11);
        assertThat(minute.viewerCount()).isEqualTo(1);
        assertThat(minute.viewerSeconds()).isEqualTo(1 + 1.5 * 2 + 0.5);
        assertThat(minute.observedSeconds()).isEqualTo(3.0);
        assertThat(minute.joins()).isEqualTo(2);
        assertThat(minute.leaves()).isEqualTo(1);
    }

    @Test
    void lateTicksReadTheCountThatHeldWhenTheyWereDue() {
        join("14:15:01.000");
        tick("14:15:05.000");
        join("14:15:31.000");
        tick("14:15:47.300");
        tick("14:16:00.900");

        Snapshot minute = reported.get(0);
        assertThat(minute.sampleCount()).isEqualTo(11);
        assertThat(minute.avgViewers()).isEqualTo(1);
        assertThat(minute.viewerSeconds()).isEqualTo(59 + 29.0);
    }

    @Test
    void aMinuteEndsAlsoWhenAChangeArrivesBeforeTheTick() {
        join("14:15:01.000");
        join("14:16:00.000");

        assertThat(reported).hasSize(1);
        assertThat(reported.get(0).exactPeak()).isEqualTo(1);
        assertThat(reported.get(0).sampleCount()).isEqualTo(11);
    }

    @Test
    void aClockSetForwardLeavesAGapAndMakesNothingUp() {
        join("14:15:01.000");
        ticks("14:15:05", "14:15:20");
        tick("15:40:22.000");
        ticks("15:40:25", "15:41:00");

        assertThat(reported).hasSize(2);
        assertThat(reported.get(0).timestamp()).isEqualTo("2025-10-21T14:15:00Z");
        assertThat(reported.get(0).sampleCount()).isEqualTo(4);
        assertThat(reported.get(0).viewerSeconds()).isEqualTo(19.0);
        assertThat(reported.get(0).observedSeconds()).isEqualTo(19.0);
        assertThat(reported.get(1).observedSeconds()).isEqualTo(38.0);
        assertThat(reported.get(1).timestamp()).isEqualTo("2025-10-21T15:40:00Z");
        assertThat(reported.get(1).sampleCount()).isEqualTo(7);
        assertThat(reported.get(1).joins()).isZero();
    }

    @Test
    void aClockSetBackALittleIsWaitedFor() {
        join("14:15:01.000");
        ticks("14:15:05", "14:15:40");
        ticks("14:15:20", "14:15:40");
        join("14:15:39.000");
        ticks("14:15:45", "14:16:00");

        assertThat(reported).hasSize(1);
        assertThat(reported.get(0).sampleCount()).isEqualTo(11);
        assertThat(reported.get(0).viewerSeconds()).isEqualTo(59 + 20.0);
    }

    @Test
    void aRestartReportsThePartAndContinuesUnderTheNewSource() {
        join("14:15:01.000");
        ticks("14:15:05", "14:15:20");
        join("14:15:21.000");
        window().restart("run-2", at("13:10:50.000"));
        ticks("13:10:55", "13:11:00");

        assertThat(reported.get(0).source()).isEqualTo("run-1");
        assertThat(reported.get(0).sampleCount()).isEqualTo(4);
        assertThat(reported.get(0).joins()).isEqualTo(1);
        assertThat(reported.get(1).source()).isEqualTo("run-2");
        assertThat(reported.get(1).timestamp()).isEqualTo("2025-10-21T13:10:00Z");
        assertThat(reported.get(1).sampleCount()).isEqualTo(2);
        assertThat(reported.get(1).joins()).isEqualTo(1);
        assertThat(reported.get(1).viewerCount()).isEqualTo(2);
        assertThat(reported.get(1).observedSeconds()).isEqualTo(10.0);
    }

    @Test
    void aPartOfNoLengthHasTheResolutionOfTheClock() {
        join("14:15:01.000");
        window().stop(at("14:15:01.000"));

        assertThat(reported.get(0).observedSeconds()).isEqualTo(0.001);
        assertThat(reported.get(0).viewerSeconds()).isZero();
    }

    @Test
    void stoppingReportsThePartialMinute() {
        join("14:15:01.000");
        ticks("14:15:05", "14:15:20");
        window().stop(at("14:15:22.000"));
        window().stop(at("14:15:23.000"));

        assertThat(reported).hasSize(1);
        assertThat(reported.get(0).sampleCount()).isEqualTo(4);
        assertThat(reported.get(0).viewerSeconds()).isEqualTo(21.0);
    }

    /** The minute that would count them does not come. */
    @Test
    void stoppingReportsTheChangesAfterTheLastSample() {
        join("14:15:01.000");
        ticks("14:15:05", "14:15:20");
        join("14:15:21.000");
        join("14:15:21.500");
        window().stop(at("14:15:22.000"));

        Snapshot last = reported.get(0);
        assertThat(last.joins()).isEqualTo(3);
        assertThat(last.viewerCount()).isEqualTo(3);
        assertThat(last.peakViewers()).isEqualTo(3);
        assertThat(last.minViewers()).isEqualTo(1);
        assertThat(last.avgViewers()).isEqualTo(1);
        assertThat(last.sampleCount()).isEqualTo(4);
    }

    @Test
    void stoppingBeforeTheFirstSampleReadsOne() {
        join("14:15:01.000");
        window().stop(at("14:15:02.000"));

        assertThat(reported).hasSize(1);
        assertThat(reported.get(0).sampleCount()).isEqualTo(1);
        assertThat(reported.get(0).viewerCount()).isEqualTo(1);
    }

    @Test
    void theDraftIsWhatTheMinuteWouldBeIfItEndedNow() {
        join("14:15:01.000");
        assertThat(window().draft()).isEmpty();
        ticks("14:15:05", "14:15:20");
        Snapshot draft = window().draft().orElseThrow();
        assertThat(draft.sampleCount()).isEqualTo(4);
        assertThat(draft.observedSeconds()).isEqualTo(19.0);
        assertThat(reported).isEmpty();

        ticks("14:15:25", "14:16:00");
        assertThat(reported.get(0).sampleCount()).isEqualTo(11);
    }

    @Test
    void viewersThatComeBackWithinTheMinuteAreCountedOnceInIt() {
        join("14:15:01.000", "ann");
        join("14:15:02.000", "bob");
        leave("14:15:03.000");
        join("14:15:04.000", "bob");
        join("14:15:04.500", null);
        leave("14:15:05.000");
        join("14:15:06.000", null);
        ticks("14:15:10", "14:17:00");

        assertThat(reported.get(0).uniqueViewers()).isEqualTo(4);
        assertThat(reported.get(1).uniqueViewers()).isEqualTo(3);
        assertThat(sketched(reported.get(0))).isEqualTo(4);
        assertThat(sketched(reported.get(1))).isEqualTo(3);
    }

    @Test
    void endedSessionsAreCountedByTheirLength() {
        join("14:15:01.000");
        leave("14:15:11.000");
        join("14:15:12.000");
        leave("14:15:22.001");
        join("14:15:23.000");
        ticks("14:15:25", "17:15:55");
        leave("17:15:55.500");
        ticks("17:16:00", "17:17:00");

        assertThat(reported.get(0).sessionSeconds()).isEqualTo(Map.of("10", 1, "30", 1));
        assertThat(reported.get(reported.size() - 2).sessionSeconds()).isEmpty();
        assertThat(reported.get(reported.size() - 1).sessionSeconds()).isEqualTo(Map.of("+Inf", 1));
    }

    @Test
    void viewersElsewhereComeAndGoLikeOthers() {
        join("14:15:01.000");
        audience.reportExternal(ID, "cdn", 100, Moments.at(at("14:15:02.000")));
        audience.reportExternal(ID, "cdn", 70, Moments.at(at("14:15:03.000")));
        ticks("14:15:05", "14:16:00");

        Snapshot minute = reported.get(0);
        assertThat(minute.viewerCount()).isEqualTo(71);
        assertThat(minute.joins()).isEqualTo(101);
        assertThat(minute.leaves()).isEqualTo(30);
        assertThat(minute.uniqueViewers()).isEqualTo(1);
        assertThat(minute.sessionSeconds()).isEmpty();
    }
}
