package dev.turnout.socket.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: a delay drawn evenly between nothing and a ceiling that doubles with each
 * failure, so that many who failed together do not come back together.
 *
 * @param base the ceiling after the first failure
 * @param cap the highest ceiling
 */
record Backoff(Duration base, Duration cap, RandomGenerator random) {

    private static final int MAX_DOUBLINGS = 30;

    /** @param failures in a row, at least 1 */
    Duration delay(int failures) {
        long doubled = base.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
        boolean overflown = doubled >> Math.min(failures - 1, MAX_DOUBLINGS) != base.toNanos();
        long ceiling = overflown ? cap.toNanos() : Math.min(doubled, cap.toNanos());
        return Duration.ofNanos(1 + random.nextLong(ceiling));
    }
}
