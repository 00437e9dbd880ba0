package dev.turnout.socket.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.Json;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the outbox holds, and the command that sends set-aside snapshots again. Any thread. */
public final class OutboxRoutes {

    private static final int TIMEOUT_SECONDS = 10;
    private static final HttpReply UNAVAILABLE = HttpReply.problem(
                    503, "the outbox does not answer; the cause is in the log")
            .withHeader("Retry-After", "10");

    private final Supplier<? extends CompletionStage<?>> report;
    private final Supplier<CompletionStage<Integer>> retry;

    /**
     * @param report completes with an object that is written as JSON
     * @param retry completes with the number of snapshots that wait again
     */
    public OutboxRoutes(Supplier<? extends CompletionStage<?>> report, Supplier<CompletionStage<Integer>> retry) {
        this.report = report;
        this.retry = retry;
    }

    void report(HttpExchange exchange) {
        reply(exchange, report.get(), OutboxRoutes::json);
    }

    void retry(HttpExchange exchange) {
        reply(exchange, retry.get(), number -> "{\"retried\":" + number + "}");
    }

    private static <T> void reply(HttpExchange exchange, CompletionStage<T> answer, Function<T, String> body) {
        answer.toCompletableFuture()
                .thenApply(content -> HttpReply.json(200, body.apply(content)).withHeader("Cache-Control", "no-store"))
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((reply, failure) -> exchange.reply(failure == null ? reply : UNAVAILABLE));
    }

    private static String json(Object content) {
        try {
            return Json.MAPPER.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
