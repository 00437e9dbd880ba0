package dev.turnout.socket.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Bounds the number of concurrent requests. Pure: the caller waits.
 *
 * <p>It starts with one request and doubles the bound with each answer up to {@code most}. Several failures in a row
 * without an answer between them mean that the backend is unavailable: then all sending pauses, and after each pause one
 * request probes. A pause that the backend requested works in the same way. Pauses may overlap; the longest one decides.
 */
final class RequestPacing {

    /** So many failures in a row are attributed to the backend, not to one auction. */
    static final int FAILURES_TO_PAUSE = 3;

    /**
     * Exponential backoff with full jitter: a delay drawn evenly between nothing and a ceiling that doubles with each
     * failure, so that requests that failed together are not repeated together.
     *
     * @param base the ceiling after the first failure
     * @param cap the highest ceiling
     */
    record Backoff(Duration base, Duration cap, RandomGenerator random) {

        private static final int MAX_DOUBLINGS = 30;

        /** @param failures in a row, at least 1 */
        Duration delay(int failures) {
            Duration doubled = base.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
            Duration ceiling = doubled.compareTo(cap) < 0 ? doubled : cap;
            return Duration.ofNanos(1 + random.nextLong(ceiling.toNanos()));
        }
    }

    private final Backoff backoff;
    private final int most;
    private int bound = 1;
    private int failures;
    private int probes;
    private int pauses;
    private int round;
    private boolean unavailable;

    RequestPacing(Backoff backoff, int most) {
        this.backoff = backoff;
        this.most = most;
    }

    /** How many more requests may start. */
    int free(int inFlight) {
        return pauses == 0 ? Math.max(0, bound - inFlight) : 0;
    }

    /** Number of the current round. The result of a request that started in an earlier round is not counted. */
    int round() {
        return round;
    }

    boolean unavailable() {
        return unavailable;
    }

    /** The backend has accepted or refused a snapshot. */
    void answered() {
        failures = 0;
        probes = 0;
        unavailable = false;
        bound = Math.min(most, bound * 2);
    }

    /** An attempt has failed. Returns how long to pause, if at all; {@link #resume} ends the pause. */
    Optional<Duration> failed(int startedIn) {
        if (startedIn != round) {
            return Optional.empty();
        }
        failures++;
        if (failures < FAILURES_TO_PAUSE) {
            return Optional.empty();
        }
        unavailable = true;
        probes++;
        pause();
        return Optional.of(backoff.delay(probes));
    }

    /** The backend requested a pause. */
    void pause() {
        pauses++;
        round++;
        bound = 1;
    }

    void resume() {
        pauses--;
    }
}
