package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The state of the server. Health is answered on the event loop of the request, so that it does not wait for the audience
 * thread; it reports how far that thread is behind, and fails when it is stuck.
 */
public final class HealthRoutes {

    /** New sessions would not be counted in time: a balancer should choose another server. */
    private static final Duration NOT_READY_AFTER = Duration.ofSeconds(3);

    /** The thread is stuck: a supervisor should restart the server. */
    private static final Duration NOT_LIVE_AFTER = Duration.ofSeconds(30);

    private final AudienceLag lag;
    private final BooleanSupplier ready;
    private final MetricsPage metrics;
    private final Supplier<String> cluster;

    /**
     * @param ready whether new sessions are accepted
     * @param cluster members of a JSON object about the other servers; empty for a single server. A server that does
     *     not receive the others stays ready: it serves its own sessions, and a restart would lose them
     */
    public HealthRoutes(AudienceLag lag, BooleanSupplier ready, MetricsPage metrics, Supplier<String> cluster) {
        this.lag = lag;
        this.ready = ready;
        this.metrics = metrics;
        this.cluster = cluster;
    }

    void live(HttpExchange exchange) {
        exchange.reply(lag.exceeds(NOT_LIVE_AFTER) ? stuck() : status("up", ""));
    }

    void ready(HttpExchange exchange) {
        if (!ready.getAsBoolean()) {
            exchange.reply(HttpReply.problem(503, "the server is stopping or has not started yet"));
        } else {
            exchange.reply(lag.exceeds(NOT_READY_AFTER) ? stuck() : status("ready", cluster.get()));
        }
    }

    /** @param more members of the JSON object, may be empty */
    private HttpReply status(String status, String more) {
        String members = "\"status\":\"" + status + "\",\"audienceLagMillis\":" + lag.millis();
        return HttpReply.json(200, "{" + members + (more.isEmpty() ? "" : "," + more) + "}")
                .withHeader("Cache-Control", "no-store");
    }

    private HttpReply stuck() {
        return HttpReply.problem(503, "the audience thread is " + lag.millis() + " ms behind");
    }

    void metrics(HttpExchange exchange) {
        metrics.reply(exchange);
    }
}
