package dev.turnout.socket.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * How much the backend is asked at once. Pure: the caller lets time pass.
 *
 * <p>It starts with one request and doubles with each answer up to {@code most}. Several failures in a row without an
 * answer between them mean that the backend is away: then everything pauses, and after each pause one request probes.
 * A pause that the backend asked for holds in the same way. Pauses may overlap; the longest one decides.
 */
final class Pacing {

    /** So many failures in a row are the backend's, not one auction's. */
    static final int FAILURES_TO_PAUSE = 3;

    private final Backoff backoff;
    private final int most;
    private int window = 1;
    private int failures;
    private int probes;
    private int pauses;
    private int round;
    private boolean away;

    Pacing(Backoff backoff, int most) {
        this.backoff = backoff;
        this.most = most;
    }

    boolean mayStart(int travelling) {
        return pauses == 0 && travelling < window;
    }

    /** Requests note the round they start in: what left before a pause says nothing about the time after it. */
    int round() {
        return round;
    }

    boolean away() {
        return away;
    }

    /** The backend has dealt with a snapshot. */
    void answered() {
        failures = 0;
        probes = 0;
        away = false;
        window = Math.min(most, window * 2);
    }

    /** An attempt has failed. The answer is how long to pause now, if at all; {@link #resume} ends the pause. */
    Optional<Duration> failed(int startedIn) {
        if (startedIn != round) {
            return Optional.empty();
        }
        failures++;
        if (failures < FAILURES_TO_PAUSE) {
            return Optional.empty();
        }
        away = true;
        probes++;
        pause();
        return Optional.of(backoff.delay(probes));
    }

    /** The backend asked for a pause. */
    void pause() {
        pauses++;
        round++;
        window = 1;
    }

    void resume() {
        pauses--;
    }
}
