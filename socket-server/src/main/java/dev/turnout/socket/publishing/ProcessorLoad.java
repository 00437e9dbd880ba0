package dev.turnout.socket.publishing;

import java.util.function.LongSupplier;

/** How busy the process keeps the cores of its event loops. Audience thread only. */
final class ProcessorLoad {

    private static final long SHORTEST_WINDOW_NANOS = 50_000_000L;

    private final LongSupplier processorNanos;
    private final int cores;
    private boolean begun;
    private long windowStart;
    private long usedBefore;
    private double load;

    /**
     * @param processorNanos what the process has used of all cores so far
     * @param cores of the event loops
     */
    ProcessorLoad(LongSupplier processorNanos, int cores) {
        this.processorNanos = processorNanos;
        this.cores = cores;
    }

    /** From 0 to 1, since an earlier call; 0 at first. */
    double at(long now) {
        long elapsed = now - windowStart;
        if (!begun || elapsed >= SHORTEST_WINDOW_NANOS) {
            long used = processorNanos.getAsLong();
            load = begun ? Math.max(0, Math.min(1, (double) (used - usedBefore) / elapsed / cores)) : 0;
            begun = true;
            windowStart = now;
            usedBefore = used;
        }
        return load;
    }
}
