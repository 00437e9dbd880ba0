package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.http.InvalidBody;
import dev.turnout.http.KeyGuard;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.admission.Rooms;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every HTTP route of this server, and the one place where a failure becomes a problem document. A test keeps {@code
 * docs/openapi/socket-server.yaml} equal to the routing table. Any thread.
 */
public final class HttpGateway implements HttpRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

    /** The viewer routes call an auction a stream. */
    private static final String STREAM = "/api/stream/{id}";

    private static final HttpReply TOO_MANY_REQUESTS = HttpReply.problem(
                    429, "too many requests from this address; try again in a few seconds")
            .withHeader("Retry-After", "5");

    /** A client that repeats its requests as fast as they are answered is slowed down on each of its connections. */
    private static final Duration DELAY_OF_A_REFUSAL = Duration.ofMillis(500);

    private final KeyGuard guard;
    private final Ledger ledger;
    private final OncePerMinute failures;
    private final OwnerThread timer;
    private final List<Route> routes;

    public HttpGateway(
            KeyGuard guard,
            Ledger ledger,
            OncePerMinute failures,
            OwnerThread timer,
            AuctionRoutes auctions,
            ViewerRoutes viewers,
            ViewerRemoval removal,
            CountRoutes counts,
            OutboxRoutes outbox,
            HealthRoutes health,
            ClientFiles files) {
        this.guard = guard;
        this.ledger = ledger;
        this.failures = failures;
        this.timer = timer;
        this.routes = List.of(
                Route.unlimited("GET", "/health/live", health::live),
                Route.unlimited("GET", "/health/ready", health::ready),
                Route.scrape("GET", "/metrics", health::metrics),
                Route.open("GET", "/turnout.js", (exchange, match) -> files.serve(exchange)),
                Route.open("GET", "/turnout-{hash}.js", (exchange, match) -> files.serve(exchange)),
                Route.open("GET", "/turnout.js.map", (exchange, match) -> files.serve(exchange)),
                Route.open("GET", "/turnout-kit.tgz", (exchange, match) -> files.serve(exchange)),
                Route.open("GET", Wire.AUDIENCE_PATH + "{file}", (exchange, match) -> files.serve(exchange)),
                Route.open("GET", Wire.LOBBY_PATH + "{file}", (exchange, match) -> files.serve(exchange)),
                Route.open("POST", STREAM + "/viewer/join", admitted((exchange, id) -> viewers.join(exchange, id))),
                Route.open(
                        "POST",
                        STREAM + "/viewer/heartbeat",
                        (exchange, match) -> viewers.heartbeat(exchange, match.group(1))),
                Route.open(
                        "POST", STREAM + "/viewer/leave", (exchange, match) -> viewers.leave(exchange, match.group(1))),
                Route.open("GET", STREAM + "/viewers", (exchange, match) -> counts.one(exchange, match.group(1))),
                Route.open("GET", "/api/streams/viewers", (exchange, match) -> counts.many(exchange)),
                Route.internal("GET", Wire.OUTBOX_PATH, (exchange, match) -> outbox.report(exchange)),
                Route.internal("POST", Wire.OUTBOX_RETRY_PATH, (exchange, match) -> outbox.retry(exchange)),
                Route.internal("GET", "/api/v1/auctions", (exchange, match) -> auctions.list(exchange)),
                Route.internal("GET", "/api/v1/cluster", (exchange, match) -> auctions.cluster(exchange)),
                Route.internal(
                        "POST",
                        "/api/v1/auctions/{id}/events",
                        (exchange, match) -> auctions.publish(exchange, match.group(1))),
                Route.internal(
                        "POST",
                        "/api/v1/auctions/{id}/close",
                        (exchange, match) -> auctions.close(exchange, match.group(1))),
                Route.internal(
                        "DELETE",
                        "/api/v1/auctions/{id}/viewers/{viewerId*}", // which may have a slash, as %2F
                        (exchange, match) -> removal.remove(exchange, match.group(1), match.group(2))),
                Route.internal(
                        "PUT",
                        "/api/v1/auctions/{id}/external-viewers/{source}",
                        (exchange, match) -> auctions.external(exchange, match.group(1), match.group(2))));
    }

    /** Calls the route unless the auction would be one too many. */
    private BiConsumer<HttpExchange, Matcher> admitted(BiConsumer<HttpExchange, String> route) {
        return (exchange, match) -> {
            AuctionId id = RequestPath.auction(match.group(1));
            Optional<Rooms.Refusal> refusal = ledger.rooms().admit(id, exchange.remoteAddress());
            if (refusal.isPresent()) {
                int status = refusal.get() == Rooms.Refusal.MAX_ROOMS ? 503 : 429;
                String detail = "too many auctions: " + refusal.get().text();
                exchange.reply(HttpReply.problem(status, detail).withHeader("Retry-After", "60"));
            } else {
                route.accept(exchange, match.group(1));
            }
        };
    }

    /** The whole routing table. */
    List<Route> routes() {
        return routes;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try {
            route(exchange);
        } catch (BadRequest | InvalidBody e) {
            exchange.reply(HttpReply.problem(400, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            logFailure(exchange.method(), e);
            exchange.reply(failed());
        }
    }

    /** In full once a minute for each kind of failure, so that a client that repeats one cannot fill the disk. */
    private void logFailure(String method, RuntimeException failure) {
        failures.log(
                failure.getClass().getName(),
                requests -> LOG.atError()
                        .setCause(failure)
                        .addKeyValue("method", method)
                        .addKeyValue("requests", requests)
                        .log("a request failed"));
    }

    static HttpReply failed() {
        return HttpReply.problem(500, "the server has failed on this request; the cause is in its log");
    }

    private void route(HttpExchange exchange) {
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        List<String> otherMethods = new ArrayList<>();
        for (Route route : routes) {
            Optional<Matcher> match = route.match(exchange.path());
            if (match.isPresent() && route.method().equals(method)) {
                call(route, exchange, match.get());
                return;
            }
            match.ifPresent(any -> otherMethods.add(route.method()));
        }
        exchange.reply(
                otherMethods.isEmpty()
                        ? HttpReply.problem(404, "there is nothing at this path")
                        : methodNotAllowed(otherMethods));
    }

    private static HttpReply methodNotAllowed(List<String> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods);
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String list = String.join(", ", allowed);
        return HttpReply.problem(405, "use " + list).withHeader("Allow", list);
    }

    private void call(Route route, HttpExchange exchange, Matcher match) {
        boolean withinRate = switch (route.access()) {
            case OPEN -> ledger.requests().allows(exchange.remoteAddress());
            case SCRAPE -> ledger.scrapes().allows(exchange.remoteAddress());
            case UNLIMITED, INTERNAL -> true;
        };
        if (!withinRate) {
            timer.after(DELAY_OF_A_REFUSAL, () -> exchange.reply(TOO_MANY_REQUESTS));
        } else if (route.internal() && !guard.admits(exchange.header(Wire.INTERNAL_KEY_HEADER))) {
            exchange.reply(HttpReply.problem(401, KeyGuard.REFUSAL).withHeader("WWW-Authenticate", KeyGuard.CHALLENGE));
        } else {
            route.handler().accept(exchange, match);
        }
    }
}
