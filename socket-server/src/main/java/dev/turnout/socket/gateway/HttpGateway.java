package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.http.InvalidBody;
import dev.turnout.http.KeyGuard;
import dev.turnout.model.Wire;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every HTTP route of this server, and the one place where a failure becomes a problem document. {@code
 * docs/openapi/socket-server.yaml} says the same to those outside; a test holds them together. Any thread.
 */
public final class HttpGateway implements HttpRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

    /** Those who watch without a socket call an auction a stream. */
    private static final String STREAM = "/api/stream/{id}";

    private final KeyGuard guard;
    private final List<Route> routes;

    public HttpGateway(
            KeyGuard guard, AuctionRoutes auctions, ViewerRoutes viewers, CountRoutes counts, HealthRoutes health) {
        this.guard = guard;
        this.routes = List.of(
                Route.open("GET", "/health/live", health::live),
                Route.open("GET", "/health/ready", health::ready),
                Route.open("GET", "/metrics", health::metrics),
                Route.open(
                        "POST", STREAM + "/viewer/join", (exchange, match) -> viewers.join(exchange, match.group(1))),
                Route.open(
                        "POST",
                        STREAM + "/viewer/heartbeat",
                        (exchange, match) -> viewers.heartbeat(exchange, match.group(1))),
                Route.open(
                        "POST", STREAM + "/viewer/leave", (exchange, match) -> viewers.leave(exchange, match.group(1))),
                Route.open("GET", STREAM + "/viewers", (exchange, match) -> counts.one(exchange, match.group(1))),
                Route.open("GET", "/api/streams/viewers", counts::many),
                Route.internal("GET", "/api/v1/auctions", (exchange, match) -> auctions.list(exchange)),
                Route.internal(
                        "POST",
                        "/api/v1/auctions/{id}/events",
                        (exchange, match) -> auctions.publish(exchange, match.group(1))),
                Route.internal(
                        "POST",
                        "/api/v1/auctions/{id}/close",
                        (exchange, match) -> auctions.close(exchange, match.group(1))),
                Route.internal(
                        "PUT",
                        "/api/v1/auctions/{id}/external-viewers/{source}",
                        (exchange, match) -> auctions.external(exchange, match.group(1), match.group(2))));
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
            LOG.atError().setCause(e).addKeyValue("method", exchange.method()).log("a request failed");
            exchange.reply(failed());
        }
    }

    static HttpReply failed() {
        return HttpReply.problem(500, "the server has failed on this request; its log says why");
    }

    private void route(HttpExchange exchange) {
        List<Route> candidates = routes.stream()
                .filter(route -> route.match(exchange.path()).isPresent())
                .toList();
        if (candidates.isEmpty()) {
            exchange.reply(HttpReply.problem(404, "there is nothing at this path"));
            return;
        }
        for (Route route : candidates) {
            if (route.method().equals(exchange.method())) {
                call(route, exchange);
                return;
            }
        }
        String allowed = candidates.stream().map(Route::method).collect(Collectors.joining(", "));
        exchange.reply(HttpReply.problem(405, "use " + allowed).withHeader("Allow", allowed));
    }

    private void call(Route route, HttpExchange exchange) {
        if (route.internal() && !guard.admits(exchange.header(Wire.INTERNAL_KEY_HEADER))) {
            exchange.reply(HttpReply.problem(401, KeyGuard.REFUSAL).withHeader("WWW-Authenticate", KeyGuard.CHALLENGE));
            return;
        }
        Matcher match = route.match(exchange.path()).orElseThrow();
        route.handler().accept(exchange, match);
    }
}
