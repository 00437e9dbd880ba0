package dev.turnout.engine;

/** Answers plain HTTP requests beside the Socket.IO paths. */
@FunctionalInterface
public interface HttpRoutes {

    /** No routes: everything is 404. */
    HttpRoutes NONE = exchange -> exchange.reply(HttpReply.problem(404, "not found"));

    /** Called on an event loop with a complete request; must not block. Reply once, now or later, from any thread. */
    void handle(HttpExchange exchange);
}
