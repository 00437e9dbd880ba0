package dev.turnout.backend.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.backend.analytics.SnapshotIntake.InvalidSnapshot;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.model.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure of a handler becomes a problem document here, and what is our own fault is logged here, once. */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);
    private static final String RETRY_SECONDS = "5";
    private static final String STREAMING = "streaming";

    private Failures() {}

    static void register(RoutesConfig routes) {
        routes.exception(Problem.class, (problem, ctx) -> answer(ctx, problem));
        routes.exception(
                InvalidSnapshot.class,
                (invalid, ctx) -> answer(ctx, Problem.badRequest("the snapshot cannot be: " + invalid.getMessage())));
        routes.exception(
                JsonProcessingException.class, (wrong, ctx) -> answer(ctx, Problem.badRequest(JsonFault.words(wrong))));
        routes.exception(HttpResponseException.class, (refusal, ctx) -> answer(ctx, routing(ctx, refusal)));
        routes.exception(StorageException.class, (failure, ctx) -> {
            log(ctx, failure);
            answer(
                    ctx,
                    Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, "the database does not answer; try again")
                            .with(Header.RETRY_AFTER, RETRY_SECONDS));
        });
        routes.exception(UncheckedIOException.class, (gone, ctx) -> abandon(ctx, gone));
        routes.exception(IOException.class, (gone, ctx) -> abandon(ctx, gone));
        routes.exception(Exception.class, (fault, ctx) -> {
            log(ctx, fault);
            answer(
                    ctx,
                    Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500, "this is a fault of the server; its log tells"));
        });
    }

    private static Problem routing(Context ctx, HttpResponseException refusal) {
        if (refusal instanceof MethodNotAllowedResponse) {
            String allowed = refusal.getDetails().getOrDefault("availableMethods", "");
            return Problem.of(refusal.getStatus(), ctx.method() + " is not one of the methods here: " + allowed)
                    .with(Header.ALLOW, allowed);
        }
        return Problem.of(
                refusal.getStatus(),
                refusal.getStatus() == HttpStatus.NOT_FOUND_404
                        ? "there is nothing at this path"
                        : String.valueOf(refusal.getMessage()));
    }

    private static void log(Context ctx, Exception fault) {
        log.atError()
                .addKeyValue("method", ctx.method())
                .addKeyValue("route", Routes.template(ctx))
                .setCause(fault)
                .log("request failed");
    }

    private static void answer(Context ctx, Problem problem) {
        if (ctx.res().isCommitted() || ctx.attribute(STREAMING) != null) {
            abandon(ctx, problem);
            return;
        }
        problem.headers().forEach(ctx::header);
        ctx.status(problem.status());
        ctx.header(Header.CACHE_CONTROL, "no-store");
        ctx.result(json(problem.document()));
        ctx.contentType(Problem.CONTENT_TYPE);
    }

    /** From here on the answer goes out piece by piece, and what fails can only break it off. */
    static void startStreaming(Context ctx) {
        ctx.attribute(STREAMING, true);
    }

    static String json(Problem.Document document) {
        try {
            return Json.MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem document that is no JSON", e);
        }
    }

    /** Breaks the connection off, so that half an answer is not taken for a whole one. */
    private static void abandon(Context ctx, Exception why) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(why);
    }
}
