package dev.turnout.socket.sampling;

import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;

/**
 * Detects that the wall clock was set, by comparing it with the monotonic clock, which cannot be set. Gradual corrections
 * stay below the tolerance, since each reading is compared with the one before.
 */
final class ClockSteps {

    static final long TOLERANCE_MILLIS = 1_000;

    private static final int READINGS = 3;

    private final MomentSource clock;
    private Moment latest;

    ClockSteps(MomentSource clock) {
        this.clock = clock;
        this.latest = clock.now();
    }

    /**
     * Reads the clocks.
     *
     * @return the milliseconds by which the wall clock was set since the last reading, negative if it was set back
     */
    long read() {
        Moment now = clock.now();
        long step = difference(latest, now);
        // The wall clock is read first. A pause between both readings looks like a clock set back, so the largest
        // counts.
        for (int i = 1; i < READINGS && Math.abs(step) > TOLERANCE_MILLIS; i++) {
            Moment again = clock.now();
            if (difference(now, again) > 0) {
                now = again;
                step = difference(latest, now);
            }
        }
        latest = now;
        return Math.abs(step) > TOLERANCE_MILLIS ? step : 0;
    }

    private static long difference(Moment from, Moment to) {
        return (to.wallMillis() - to.monotonicMillis()) - (from.wallMillis() - from.monotonicMillis());
    }

    /** The last reading. */
    Moment latest() {
        return latest;
    }
}
