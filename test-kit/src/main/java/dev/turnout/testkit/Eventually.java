package dev.turnout.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for effects that arrive over real sockets. */
public final class Eventually {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(3);
    private static final ThreadLocal<Duration> TIMEOUT_OF_THREAD = ThreadLocal.withInitial(() -> TIMEOUT);

    private Eventually() {}

    /** Returns as soon as the assertion passes; fails with its last failure after the time-out of this thread. */
    public static void eventually(ThrowingRunnable assertion) {
        eventually(TIMEOUT_OF_THREAD.get(), assertion);
    }

    /** Like {@link #eventually(ThrowingRunnable)} with a time-out of its own. */
    public static void eventually(Duration timeout, ThrowingRunnable assertion) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(timeout)
                .untilAsserted(assertion);
    }

    /** Shortens the time-out of this thread, for tests that are expected to fail. */
    public static void useShortTimeout() {
        TIMEOUT_OF_THREAD.set(SHORT_TIMEOUT);
    }

    public static void useDefaultTimeout() {
        TIMEOUT_OF_THREAD.remove();
    }
}
