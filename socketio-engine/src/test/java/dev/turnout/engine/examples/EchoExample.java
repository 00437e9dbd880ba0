package dev.turnout.engine.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Event;
import dev.turnout.engine.Network;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;
import java.io.IOException;
import java.util.List;

/** Sends every event back to its sender. */
final class EchoExample {

    private EchoExample() {}

    static SocketIoEngine start(int port) throws IOException {
        // README
        SessionHandler echo = new SessionHandler() {
            @Override
            public void event(Session session, String name, List<JsonNode> args, Ack ack) {
                session.emit(new Event(name, args));
            }
        };
        SocketIoEngine engine = new TurnoutEngine(
                EngineConfig.of(Network.loopback(port), new EndpointConfig("/socket.io/", "/", echo)));
        engine.start();
        // end
        return engine;
    }
}
