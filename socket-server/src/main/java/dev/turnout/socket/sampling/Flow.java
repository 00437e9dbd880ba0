package dev.turnout.socket.sampling;

import dev.turnout.socket.audience.Change;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who came and who went, from last sample to last sample: what happens after a minute's last sample belongs to the next
 * minute, because only then {@code previous last + joins − leaves = last}. Viewers elsewhere that become more or fewer
 * have come and gone too.
 */
final class Flow {

    private static final int[] BOUNDS_SECONDS = {10, 30, 60, 300, 900, 1800, 3600, 7200};
    private static final String LONGER = "+Inf";

    private Counts sinceSample = new Counts();
    private Counts told = new Counts();

    void add(Change change) {
        sinceSample.joins += Math.max(0, change.difference());
        sinceSample.leaves += Math.max(0, -change.difference());
        if (change instanceof Change.Left left) {
            sinceSample.lengths[bucket(left.stayedMillis())]++;
        }
    }

    void sampled() {
        if (sinceSample.joins > 0 || sinceSample.leaves > 0) {
            told.add(sinceSample);
            sinceSample = new Counts();
        }
    }

    void minuteOver() {
        told = new Counts();
    }

    int joins() {
        return told.joins;
    }

    int leaves() {
        return told.leaves;
    }

    /** Ended sessions by length: upper bound in seconds to sessions, without the empty ones. */
    Map<String, Integer> sessionSeconds() {
        Map<String, Integer> histogram = new LinkedHashMap<>();
        for (int i = 0; i < told.lengths.length; i++) {
            if (told.lengths[i] > 0) {
                histogram.put(i < BOUNDS_SECONDS.length ? String.valueOf(BOUNDS_SECONDS[i]) : LONGER, told.lengths[i]);
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
        private final int[] lengths = new int[BOUNDS_SECONDS.length + 1];

        private void add(Counts more) {
            joins += more.joins;
            leaves += more.leaves;
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] += more.lengths[i];
            }
        }
    }
}
