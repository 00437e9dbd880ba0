package dev.turnout.backend;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.analytics.Retention;
import dev.turnout.backend.http.HttpServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done from time to time, on the thread {@code housekeeping}. */
final class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FINISHING = Duration.ofSeconds(5);

    private final Retention retention;
    private final AdminSessions sessions;
    private final HttpServer http;
    private final InstantSource clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "housekeeping"));
    private Instant sweptAt = Instant.MIN;

    Housekeeping(Retention retention, AdminSessions sessions, HttpServer http, InstantSource clock) {
        this.retention = retention;
        this.sessions = sessions;
        this.http = http;
        this.clock = clock;
    }

    void start() {
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::guarded, 0, MINUTE.toSeconds(), TimeUnit.SECONDS);
    }

    private void guarded() {
        try {
            round();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("housekeeping failed; it is tried again in a minute");
        }
    }

    /** One round: the first, and then one an hour, sweeps what is too old. */
    void round() {
        Instant now = clock.instant();
        http.everyMinute(now);
        if (!now.isBefore(sweptAt.plus(HOUR))) {
            retention.sweep(now);
            sessions.deleteExpired(now);
            sweptAt = now;
        }
    }

    void stop() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(FINISHING.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
