package dev.turnout.engine.clients;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what crosses real sockets. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static volatile Duration patience = PATIENCE;

    private Eventually() {}

    /** Passes as soon as the assertion does. */
    public static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(patience)
                .untilAsserted(assertion);
    }

    /** For what is known not to come. */
    public static void expectNothing() {
        patience = Duration.ofSeconds(3);
    }

    public static void expectEverything() {
        patience = PATIENCE;
    }
}
