package dev.turnout.engine.examples;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Event;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;

/** Two namespaces under one path and one under another, each with its own handler. */
final class NamespacesExample {

    private NamespacesExample() {}

    static SocketIoEngine engine() {
        // README
        EngineConfig config = EngineConfig.of(
                        Network.loopback(),
                        new EndpointConfig("/socket.io/", "/", greeting("everybody")),
                        new EndpointConfig("/socket.io/", "/admin", greeting("admin")),
                        new EndpointConfig("/other/", "/", greeting("other path")))
                .withLimits(Limits.DEFAULTS.withNamespacesPerConnection(2));
        SocketIoEngine engine = new TurnoutEngine(config);
        // end
        return engine;
    }

    private static SessionHandler greeting(String text) {
        return new SessionHandler() {
            @Override
            public void opened(Session session) {
                session.emit(Event.of("greeting", TextNode.valueOf(text)));
            }
        };
    }
}
