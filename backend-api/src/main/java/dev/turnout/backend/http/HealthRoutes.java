package dev.turnout.backend.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;

/** Health checks and metrics. */
final class HealthRoutes {

    private static final String RETRY_SECONDS = "5";

    private record Health(String status) {}

    private final DatabaseHealth database;
    private final PrometheusMeterRegistry meters;
    private final AtomicBoolean stopping;

    HealthRoutes(DatabaseHealth database, PrometheusMeterRegistry meters, AtomicBoolean stopping) {
        this.database = database;
        this.meters = meters;
        this.stopping = stopping;
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
        database.failure().ifPresent(cause -> {
            throw unavailable(cause);
        });
        ctx.json(new Health("up"));
    }

    private static Problem unavailable(String cause) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, cause).with(Header.RETRY_AFTER, RETRY_SECONDS);
    }

    void metrics(Context ctx) {
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8");
        ctx.result(meters.scrape());
    }
}
