package dev.turnout.backend.http;

import dev.turnout.backend.analytics.SnapshotIntake.InvalidSnapshot;
import dev.turnout.backend.storage.ForeignAuctionException;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.http.InvalidBody;
import dev.turnout.http.ProblemDocument;
import dev.turnout.logging.OncePerMinute;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure of a handler into a problem document, or, when the response has begun, closes its connection.
 * Failures of the server itself before that are logged here, with their stack trace at most once a minute per kind.
 */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);
    private static final String RETRY_SECONDS = "5";
    private static final String STREAMING = "streaming";

    private final OncePerMinute oncePerMinute;

    Failures(OncePerMinute oncePerMinute) {
        this.oncePerMinute = oncePerMinute;
    }

    void register(RoutesConfig routes) {
        routes.exception(Problem.class, (problem, ctx) -> answer(ctx, problem));
        routes.exception(
                InvalidBody.class,
                (invalid, ctx) -> answer(ctx, Problem.badRequest(String.valueOf(invalid.getMessage()))));
        routes.exception(
                InvalidSnapshot.class,
                (invalid, ctx) -> answer(ctx, Problem.badRequest("invalid snapshot: " + invalid.getMessage())));
        routes.exception(HttpResponseException.class, (refusal, ctx) -> answer(ctx, routing(ctx, refusal)));
        routes.exception(
                ForeignAuctionException.class,
                (foreign, ctx) ->
                        answer(ctx, Problem.of(HttpStatus.CONFLICT_409, String.valueOf(foreign.getMessage()))));
        routes.exception(StorageException.class, (failure, ctx) -> {
            log(ctx, failure);
            answer(
                    ctx,
                    Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, "the database is not available; try again")
                            .with(Header.RETRY_AFTER, RETRY_SECONDS));
        });
        routes.exception(UncheckedIOException.class, this::brokenOff);
        routes.exception(IOException.class, this::brokenOff);
        routes.exception(Exception.class, (failure, ctx) -> {
            log(ctx, failure);
            answer(
                    ctx,
                    Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500, "internal error; the server's log has details"));
        });
    }

    /** Usually the client has closed the connection; any other failure is one of the server. */
    private void brokenOff(Exception failure, Context ctx) {
        boolean isByClient = ctx.attribute(STREAMING) != null
                || failure instanceof EofException
                || failure.getCause() instanceof EofException;
        if (!isByClient) {
            log(ctx, failure);
        }
        abandon(ctx, failure);
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

    private void log(Context ctx, Exception failure) {
        String method = ctx.method().name();
        String route = Routes.template(ctx);
        oncePerMinute.log(
                method + " " + route + " " + kind(failure),
                times -> log.atError()
                        .addKeyValue("method", method)
                        .addKeyValue("route", route)
                        .addKeyValue("times", times)
                        .setCause(failure)
                        .log("request failed"));
    }

    /** Class and place of origin, so that two faults of one route are two kinds. */
    private static String kind(Exception failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static void answer(Context ctx, Problem problem) {
        if (ctx.res().isCommitted() || ctx.attribute(STREAMING) != null) {
            abandon(ctx, problem);
            return;
        }
        problem.headers().forEach(ctx::header);
        ctx.status(problem.status());
        ctx.header(Header.CACHE_CONTROL, "no-store");
        ctx.result(problem.document().json());
        ctx.contentType(ProblemDocument.CONTENT_TYPE);
    }

    /** The response is sent in parts from here on; a failure can only close the connection. */
    static void startStreaming(Context ctx) {
        ctx.attribute(STREAMING, true);
    }

    /** Closes the connection, so that the client does not take a partial response for a complete one. */
    private static void abandon(Context ctx, Exception why) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(why);
    }
}
