package dev.turnout.engine.loop;

import java.time.Duration;

/**
 * The generic cell rate algorithm: a rate with a burst in one number. The state is a time in nanoseconds that the owner
 * keeps; a fresh one is {@code now}.
 */
public final class RateLimit {

    private final long emissionNanos;
    private final long toleranceNanos;

    /**
     * @param perSecond in the long run; 0 = no limit
     * @param burst at once, at least 1
     */
    public RateLimit(int perSecond, int burst) {
        this(perSecond == 0 ? 0 : 1_000_000_000L / perSecond, burst);
    }

    /**
     * A rate over a longer time, all of which may be used at once.
     *
     * @param number in each period; 0 = no limit
     */
    public static RateLimit per(Duration period, int number) {
        return new RateLimit(number == 0 ? 0 : period.toNanos() / number, number);
    }

    private RateLimit(long emissionNanos, int burst) {
        this.emissionNanos = emissionNanos;
        this.toleranceNanos = emissionNanos * Math.max(1, burst);
    }

    /** The next state when one more is allowed, or the same state when it is not. */
    public long next(long state, long now) {
        if (emissionNanos == 0) {
            return state + 1; // different, and otherwise meaningless
        }
        long next = Math.max(state - now, 0) + now + emissionNanos;
        return next - now <= toleranceNanos ? next : state;
    }
}
