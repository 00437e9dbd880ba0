package dev.turnout.backend.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the rate of password guesses: per key (a client network or a known device) five at once, then one every half
 * minute; of all networks together 60 at once, then two a second. Known devices do not count towards the total. Keys are
 * kept in memory only, at most ten thousand. Any thread.
 */
public final class LoginThrottle {

    private static final int BURST = 5;
    private static final Duration REFILL = Duration.ofSeconds(30);
    private static final int TOTAL_BURST = 60;
    private static final Duration TOTAL_REFILL = Duration.ofMillis(500);
    private static final int MAX_KEYS = 10_000;

    /** When all guesses of the key will be available again. */
    private final Map<String, Instant> fullAt = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAX_KEYS;
        }
    };

    private Instant totalFullAt = Instant.MIN;

    /**
     * Takes one guess of a client network, before the password is checked, so that parallel guesses count.
     *
     * @return the time to wait first; empty when the guess may be made
     */
    public synchronized Optional<Duration> take(String network, Instant now) {
        Duration wait = wait(totalFullAt, now, TOTAL_BURST, TOTAL_REFILL);
        if (wait.compareTo(Duration.ZERO) > 0) {
            return Optional.of(wait);
        }
        Optional<Duration> own = takeAsKnownDevice(network, now);
        if (own.isEmpty()) {
            totalFullAt = later(totalFullAt, now).plus(TOTAL_REFILL);
        }
        return own;
    }

    /** Takes one guess of a device in which an admin has logged in before. */
    public synchronized Optional<Duration> takeAsKnownDevice(String device, Instant now) {
        Instant full = fullAt.getOrDefault(device, now);
        Duration wait = wait(full, now, BURST, REFILL);
        if (wait.compareTo(Duration.ZERO) > 0) {
            return Optional.of(wait);
        }
        fullAt.remove(device);
        fullAt.put(device, later(full, now).plus(REFILL));
        return Optional.empty();
    }

    private static Duration wait(Instant fullAt, Instant now, int burst, Duration refill) {
        return Duration.between(now, later(fullAt, now).plus(refill)).minus(refill.multipliedBy(burst));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Resets the key: the password was right. */
    public synchronized void succeeded(String key) {
        fullAt.remove(key);
    }

    /** Gives back one guess of a client network: the password was not checked. */
    public synchronized void notChecked(String network) {
        notCheckedOfKnownDevice(network);
        totalFullAt = totalFullAt.minus(TOTAL_REFILL);
    }

    /** Gives back one guess of a known device. */
    public synchronized void notCheckedOfKnownDevice(String device) {
        fullAt.computeIfPresent(device, (unused, full) -> full.minus(REFILL));
    }

    synchronized int keys() {
        return fullAt.size();
    }
}
