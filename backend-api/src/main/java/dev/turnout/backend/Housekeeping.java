package dev.turnout.backend;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.analytics.Retention;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes expired data once an hour, on the thread {@code housekeeping}. */
final class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * Leaves time to stop a server that was started with a wrong clock or a wrong RETENTION_DAYS. MongoDB deletes snapshots by
     * itself, and has the expiry of RETENTION_DAYS from the start of the server.
     */
    private static final Duration FIRST_ROUND = Duration.ofMinutes(10);

    private final Retention retention;
    private final AdminSessions sessions;
    private final OwnerThread thread;
    private final InstantSource clock;

    Housekeeping(Retention retention, AdminSessions sessions, OwnerThread thread, InstantSource clock) {
        this.retention = retention;
        this.sessions = sessions;
        this.thread = thread;
        this.clock = clock;
    }

    void start() {
        thread.after(FIRST_ROUND, this::roundAndNext);
    }

    private void roundAndNext() {
        try {
            round();
        } finally {
            thread.after(HOUR, this::roundAndNext);
        }
    }

    void round() {
        Instant now = clock.instant();
        guarded("expired data", () -> retention.sweep(now));
        guarded("expired sessions", () -> sessions.deleteExpired(now));
    }

    /** A failure of one step does not keep the others from being done. */
    private static void guarded(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("what", what).setCause(e).log("housekeeping failed; next attempt in an hour");
        }
    }
}
