package dev.turnout.backend.http;

import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;

/** For those who watch the server. */
final class HealthRoutes {

    private record Health(String status) {}

    private final Storage storage;
    private final PrometheusMeterRegistry meters;
    private final AtomicBoolean stopping;

    HealthRoutes(Storage storage, PrometheusMeterRegistry meters, AtomicBoolean stopping) {
        this.storage = storage;
        this.meters = meters;
        this.stopping = stopping;
    }

    /** The process answers. */
    void live(Context ctx) {
        ctx.json(new Health("up"));
    }

    /** It may be sent requests: it is not stopping, and the database answers. */
    void ready(Context ctx) {
        if (stopping.get()) {
            throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, "the server is stopping");
        }
        try {
            storage.check();
        } catch (StorageException e) {
            throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, "the database does not answer");
        }
        ctx.json(new Health("up"));
    }

    void metrics(Context ctx) {
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8");
        ctx.result(meters.scrape());
    }
}
