package dev.turnout.backend.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pace at which one address may guess: five wrong passwords, then one every half minute. Addresses are kept in
 * memory only, and only the latest ten thousand. Any thread.
 */
public final class LoginThrottle {

    private static final int BURST = 5;
    private static final Duration REFILL = Duration.ofSeconds(30);
    private static final int MOST_ADDRESSES = 10_000;

    /** When the address' guesses would all be back. */
    private final Map<String, Instant> fullAt = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /**
     * Takes one guess before the password is looked at, so that many at once are counted too.
     *
     * @return how long to wait first; empty when the guess may be made
     */
    public synchronized Optional<Duration> take(String address, Instant now) {
        Instant full = fullAt.getOrDefault(address, now);
        full = full.isBefore(now) ? now : full;
        Duration wait = Duration.between(now, full.plus(REFILL)).minus(REFILL.multipliedBy(BURST));
        if (wait.compareTo(Duration.ZERO) > 0) {
            return Optional.of(wait);
        }
        fullAt.remove(address);
        fullAt.put(address, full.plus(REFILL));
        return Optional.empty();
    }

    /** Gives the guesses back: the password was right. */
    public synchronized void succeeded(String address) {
        fullAt.remove(address);
    }

    synchronized int addresses() {
        return fullAt.size();
    }
}
