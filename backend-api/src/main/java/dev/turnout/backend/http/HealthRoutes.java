package dev.turnout.backend.http;

import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;

/** Health checks and metrics. */
final class HealthRoutes {

    /** The database is written at most once in this time, however often readiness is requested. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    private static final String RETRY_SECONDS = "5";

    private record Health(String status) {}

    private record Checked(Instant at, Optional<String> failure) {}

    private final Storage storage;
    private final PrometheusMeterRegistry meters;
    private final AtomicBoolean stopping;
    private final InstantSource clock;
    private Checked last = new Checked(Instant.MIN, Optional.empty());

    HealthRoutes(Storage storage, PrometheusMeterRegistry meters, AtomicBoolean stopping, InstantSource clock) {
        this.storage = storage;
        this.meters = meters;
        this.stopping = stopping;
        this.clock = clock;
    }

    /** The process answers. */
    void live(Context ctx) {
        ctx.json(new Health("up"));
    }

    /** Requests may be sent: the server is not stopping, and its database can be read and written. */
    void ready(Context ctx) {
        if (stopping.get()) {
            throw unavailable("the server is stopping");
        }
        databaseFailure().ifPresent(cause -> {
            throw unavailable(cause);
        });
        ctx.json(new Health("up"));
    }

    private synchronized Optional<String> databaseFailure() {
        Instant now = clock.instant();
        boolean recent = !now.isBefore(last.at()) && now.isBefore(last.at().plus(CHECK_INTERVAL));
        if (!recent) {
            last = new Checked(now, checkDatabase());
        }
        return last.failure();
    }

    private Optional<String> checkDatabase() {
        try {
            storage.check();
            return Optional.empty();
        } catch (StorageException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Problem unavailable(String cause) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, cause).with(Header.RETRY_AFTER, RETRY_SECONDS);
    }

    void metrics(Context ctx) {
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8");
        ctx.result(meters.scrape());
    }
}
