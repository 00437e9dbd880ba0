package dev.turnout.socket.publishing;

/**
 * Keeps the counts of all rooms together within their share of the event loops. One room keeps to its share by its own
 * {@link Pace}; when many churn at once, all of them have to wait longer, by {@link #stretch()}.
 */
final class LoopBudget {

    /** Time of the event loops that the counts of all rooms may take. */
    static final double SHARE = 2.0 / 3;

    static final long WINDOW_NANOS = 250_000_000L;

    private static final double LONGEST_STRETCH = 20;

    /** Small steps: a change takes effect only after the current intervals, up to seconds later. */
    private static final double STEP = 0.3;

    private boolean begun;
    private long windowStart;
    private long busyNanos;
    private double stretch = 1;

    /** @param nanosPerLoop for how long a fan-out kept each event loop busy */
    void spent(long now, long nanosPerLoop) {
        if (!begun) {
            begun = true;
            windowStart = now;
        }
        busyNanos += nanosPerLoop;
        long elapsed = now - windowStart;
        if (elapsed >= WINDOW_NANOS) {
            double used = (double) busyNanos / elapsed;
            stretch = Math.max(1, Math.min(LONGEST_STRETCH, stretch * Math.pow(used / SHARE, STEP)));
            windowStart = now;
            busyNanos = 0;
        }
    }

    /** Factor on the interval of every room, 1 while the loops have time for all. */
    double stretch() {
        return stretch;
    }
}
