package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How the server does. Every answer comes from the audience thread: were it stuck, there would be none, which is what a
 * probe should see; and what it owns is read by no other.
 */
public final class HealthRoutes {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final AudienceAnswers answers;
    private final BooleanSupplier ready;
    private final Supplier<String> metrics;

    /** @param ready whether new sessions are welcome; asked on the audience thread, as are the metrics */
    public HealthRoutes(AudienceAnswers answers, BooleanSupplier ready, Supplier<String> metrics) {
        this.answers = answers;
        this.ready = ready;
        this.metrics = metrics;
    }

    void live(HttpExchange exchange) {
        answers.reply(exchange, () -> HttpReply.json(200, "{\"status\":\"up\"}"));
    }

    void ready(HttpExchange exchange) {
        answers.reply(
                exchange,
                () -> ready.getAsBoolean()
                        ? HttpReply.json(200, "{\"status\":\"ready\"}")
                        : HttpReply.problem(503, "the server is stopping or has not started yet"));
    }

    void metrics(HttpExchange exchange) {
        answers.reply(exchange, () -> HttpReply.of(200, PROMETHEUS_TEXT, metrics.get()));
    }
}
