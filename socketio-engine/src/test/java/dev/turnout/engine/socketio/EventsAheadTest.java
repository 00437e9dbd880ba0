package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.turnout.engine.EventId;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While the shared log does not answer, each event costs the same, however many were sent ahead of it before. */
class EventsAheadTest {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int MOST = 10_000;

    /** An entry of a tree and of a queue, two numbers, and what is named: some hundred bytes each. */
    private static final long BYTES_PER_EVENT = 3_000;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theCostOfAnEventDoesNotDependOnHowManyWereSentAhead(int step) {
        for (int round = 0; round < 2; round++) { // the first one loads classes, too
            EventsAhead ahead = new EventsAhead(FOR_EVER);
            long before = THREAD.getCurrentThreadAllocatedBytes();
            for (int event = 1; event <= MOST; event++) {
                ahead.sent("a", (long) event * step, event);
                assertThat(ahead.ranges(event).isEmpty()).isFalse();
            }
            for (int event = 1; event <= MOST; event++) {
                ahead.placed((long) event * step);
                assertThat(ahead.ranges(MOST).isEmpty()).isEqualTo(event == MOST);
            }
            long bytes = THREAD.getCurrentThreadAllocatedBytes() - before;
            assertThat(bytes / (2 * MOST)).as("bytes per event").isLessThan(BYTES_PER_EVENT);
        }
    }

    @Test
    void noMoreThanTheNewestAreNamed() {
        EventsAhead ahead = new EventsAhead(FOR_EVER);
        IntStream.rangeClosed(1, MOST + 5).forEach(event -> ahead.sent("a", event, event));
        EventRanges named = ahead.ranges(MOST);
        assertThat(named.contains(new EventId("a", 5))).isFalse();
        assertThat(named.contains(new EventId("a", 6))).isTrue();
        assertThat(named.contains(new EventId("a", MOST + 5))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void rangesContainTheNumbersThatWereAddedAndNotRemoved(long seed) {
        Random random = new Random(seed);
        EventNumbers numbers = new EventNumbers();
        TreeSet<Long> expected = new TreeSet<>();
        for (int i = 0; i < 3_000; i++) {
            long number = random.nextInt(60);
            if (random.nextBoolean()) {
                assertThat(numbers.add(number)).isEqualTo(expected.add(number));
            } else {
                assertThat(numbers.remove(number)).isEqualTo(expected.remove(number));
            }
            TreeSet<Long> all = new TreeSet<>();
            long end = -2;
            for (EventRanges.Range range : numbers.first(100)) {
                assertThat(range.first()).as("ranges do not touch").isGreaterThan(end + 1);
                end = range.last();
                for (long each = range.first(); each <= end; each++) {
                    all.add(each);
                }
            }
            assertThat(all).isEqualTo(expected);
            long some = random.nextInt(60);
            boolean isBetween = expected.lower(some) != null && expected.higher(some) != null;
            assertThat(numbers.areAround(some)).isEqualTo(isBetween);
        }
    }
}
