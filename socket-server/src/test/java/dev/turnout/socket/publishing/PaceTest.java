package dev.turnout.socket.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MS = 1_000_000;
    private static final long NEVER_QUIET = Long.MAX_VALUE / 2;

    private final Pace pace = new Pace();

    @Test
    void theFirstOneStartsAtOnce() {
        assertThat(pace.nextStart(7)).isEqualTo(7);
    }

    @Test
    void underChurnTheNextOneStartsAfterFourTimesTheCost() {
        fly(0, 200 * MS, 40_000);

        assertThat(pace.interval()).isBetween(795 * MS, 900 * MS);
        assertThat(pace.nextStart(NEVER_QUIET)).isEqualTo(pace.interval());
    }

    @Test
    void aSmallRoomWaitsTheShortestTimeAndAHugeOneTheLongest() {
        fly(0, MS, 100);
        assertThat(pace.interval()).isEqualTo(Pace.SHORTEST_NANOS);

        fly(5_000 * MS, 5_000 * MS, 1_000_000);
        assertThat(pace.interval()).isEqualTo(Pace.LONGEST_NANOS);
    }

    @Test
    void whenItHasBecomeQuietTheLastOneDoesNotWait() {
        fly(0, 100 * MS, 19_000);

        assertThat(pace.nextStart(50 * MS)).isBetween(112 * MS, 114 * MS);
        assertThat(pace.nextStart(120 * MS)).isBetween(132 * MS, 134 * MS);
    }

    @Test
    void anEarlyFanOutDelaysTheNextOne() {
        fly(0, 100 * MS, 16_667);
        long interval = pace.interval();
        fly(pace.nextStart(50 * MS), 100 * MS, 16_667);

        assertThat(pace.nextStart(NEVER_QUIET)).isCloseTo(2 * interval, Offset.offset(MS));
    }

    @Test
    void aSmallRoomIsQuietSooner() {
        fly(0, MS, 100);

        assertThat(pace.nextStart(0)).isEqualTo(MS + Pace.QUIET_NANOS);
    }

    @Test
    void theLargerTheLeadTheLongerItMustHaveBeenQuiet() {
        long now = 0;
        long waited = 0;
        for (int i = 0; i < 6; i++) {
            fly(now, 100 * MS, 16_667);
            long next = pace.nextStart(now);
            long wait = next - (now + 100 * MS);
            assertThat(wait).isGreaterThanOrEqualTo(waited).isLessThan(170 * MS);
            waited = wait;
            now = next;
        }
        assertThat(waited).isGreaterThan(40 * MS);
    }

    @Test
    void anHourOfEarlyOnesStillKeepsToTheShare() {
        long now = 0;
        long busy = 0;
        for (int i = 0; i < 1_000; i++) {
            fly(now, 100 * MS, 16_667);
            busy += 100 * MS;
            now = pace.nextStart(now + 100 * MS);
        }
        assertThat((double) busy / now).isBetween(0.23, 0.26);
    }

    @Test
    void theBusierTheProcessorTheLessOfItIsForCounts() {
        assertThat(intervalAt(0)).isCloseTo(400 * MS, Offset.offset(MS));
        assertThat(intervalAt(0.5)).isCloseTo(640 * MS, Offset.offset(MS));
        assertThat(intervalAt(1)).isCloseTo(1_600 * MS, Offset.offset(MS));
    }

    private static long intervalAt(double load) {
        Pace pace = new Pace();
        pace.start(0);
        pace.finish(60 * MS, 10_000, 60 * MS, 16_667, 1, load);
        return pace.interval();
    }

    @Test
    void stretchingMakesEveryRoomWaitLonger() {
        pace.start(0);
        pace.finish(MS, 100, MS, 100, 4, 0);

        assertThat(pace.interval()).isEqualTo(4 * Pace.SHORTEST_NANOS);
    }

    @Test
    void aRoomThatHasGrownSinceItsLastFanOutIsPricedByItsNewSize() {
        pace.start(0);
        pace.finish(6 * MS, 1_000, 6 * MS, 50_000, 1, 0);

        assertThat(pace.interval()).isBetween(1_190 * MS, 1_210 * MS);
    }

    @Test
    void theFixedPriceOfASmallFanOutIsNotTakenForThePriceOfASend() {
        pace.start(0);
        pace.finish(MS, 1, MS / 2, 20_000, 1, 0);

        assertThat(pace.interval()).isLessThan(460 * MS);
    }

    @Test
    void clocksThatBeginAnywhereAndWrapAroundAreFine() {
        long origin = Long.MAX_VALUE - 50 * MS;
        fly(origin, 100 * MS, 19_000);

        assertThat(pace.nextStart(origin + 10 * MS) - origin).isBetween(112 * MS, 114 * MS);
    }

    private void fly(long start, long cost, int sessions) {
        pace.start(start);
        assertThat(pace.inFlight()).isTrue();
        pace.finish(start + cost, sessions, cost, sessions, 1, 0);
        assertThat(pace.inFlight()).isFalse();
    }
}
