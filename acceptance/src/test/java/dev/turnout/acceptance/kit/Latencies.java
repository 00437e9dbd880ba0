package dev.turnout.acceptance.kit;

import java.util.Arrays;
import java.util.Queue;

/** How long each of several things took. */
public final class Latencies {

    private final long[] sortedNanos;

    private Latencies(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    /** Removes all of them from a queue of nanoseconds. */
    static Latencies takenFrom(Queue<Long> queue) {
        long[] nanos = new long[queue.size()];
        for (int i = 0; i < nanos.length; i++) {
            Long next = queue.poll();
            nanos[i] = next == null ? 0 : next;
        }
        Arrays.sort(nanos);
        return new Latencies(nanos);
    }

    /** So many percent of them took at most this long; in milliseconds, 0 when there is none. */
    public long millis(int percent) {
        return sortedNanos.length == 0 ? 0 : sortedNanos[sortedNanos.length * percent / 100] / 1_000_000;
    }

    @Override
    public String toString() {
        return "p50 " + millis(50) + " ms, p99 " + millis(99) + " ms";
    }
}
