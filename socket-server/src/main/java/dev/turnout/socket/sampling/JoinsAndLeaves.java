package dev.turnout.socket.sampling;

import dev.turnout.socket.audience.Change;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Joins, leaves and lengths of ended sessions, from the last sample of one minute to the last sample of the next: what
 * happens after a minute's last sample is counted in the next minute, since only then {@code previous last + joins −
 * leaves = last}. Changes of an external count are joins and leaves too.
 */
final class JoinsAndLeaves {

    private static final int[] BOUNDS_SECONDS = {10, 30, 60, 300, 900, 1800, 3600, 7200};
    private static final String LONGER = "+Inf";

    private Counts sinceSample = new Counts();
    private Counts reported = new Counts();

    void add(Change change) {
        sinceSample.joins += Math.max(0, change.difference());
        sinceSample.leaves += Math.max(0, -change.difference());
        if (change instanceof Change.Left left) {
            sinceSample.ended++;
            sinceSample.lengths[bucket(left.stayedMillis())]++;
        }
    }

    /** Whether there were any since the last sample. */
    boolean arePending() {
        return sinceSample.joins > 0 || sinceSample.leaves > 0 || sinceSample.ended > 0;
    }

    void sampled() {
        if (arePending()) {
            reported.add(sinceSample);
            sinceSample = new Counts();
        }
    }

    void minuteOver() {
        reported = new Counts();
    }

    int joins() {
        return reported.joins;
    }

    int leaves() {
        return reported.leaves;
    }

    /** Ended sessions by length: upper bound in seconds to sessions, without the empty ones. */
    Map<String, Integer> sessionSeconds() {
        Map<String, Integer> histogram = new LinkedHashMap<>();
        for (int i = 0; i < reported.lengths.length; i++) {
            if (reported.lengths[i] > 0) {
                histogram.put(
                        i < BOUNDS_SECONDS.length ? String.valueOf(BOUNDS_SECONDS[i]) : LONGER, reported.lengths[i]);
            }
        }
        return histogram;
    }

    private static int bucket(long millis) {
        int bucket = 0;
        while (bucket < BOUNDS_SECONDS.length && millis > BOUNDS_SECONDS[bucket] * 1000L) {
            bucket++;
        }
        return bucket;
    }

    private static final class Counts {
        private int joins;
        private int leaves;

        /** Sessions: one that ends need not change the count, if its viewer has another. */
        private int ended;

        private final int[] lengths = new int[BOUNDS_SECONDS.length + 1];

        private void add(Counts more) {
            joins += more.joins;
            leaves += more.leaves;
            ended += more.ended;
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] += more.lengths[i];
            }
        }
    }
}
