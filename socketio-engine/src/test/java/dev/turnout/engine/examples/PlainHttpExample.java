package dev.turnout.engine.examples;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Network;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;

/** HTTP routes on the port of the Socket.IO clients. */
final class PlainHttpExample {

    private PlainHttpExample() {}

    static SocketIoEngine engine() {
        // README
        EndpointConfig endpoint = new EndpointConfig("/socket.io/", "/", new SessionHandler() {});
        SocketIoEngine engine = new TurnoutEngine(EngineConfig.of(Network.loopback(), endpoint)
                .withHttp(exchange -> exchange.reply(
                        exchange.path().equals("/health")
                                ? HttpReply.json(200, "{\"up\":true}")
                                : HttpReply.problem(404, "not found"))));
        // end
        return engine;
    }
}
