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
import java.util.List;

/** A client joins rooms and sends to them. */
final class RoomsExample implements SessionHandler {

    final SocketIoEngine engine =
            new TurnoutEngine(EngineConfig.of(Network.loopback(), new EndpointConfig("/socket.io/", "/", this)));

    // README
    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        switch (name) {
            case "join" -> session.join(args.get(0).asText());
            case "leave" -> session.leave(args.get(0).asText());
            case "say" -> say(args.get(0).asText(), args.get(1));
            default -> {}
        }
        ack.reply();
    }

    /** Also from any other thread, for example on a message from elsewhere. */
    void say(String room, JsonNode text) {
        engine.endpoint("/socket.io/", "/").room(room).emit(Event.of("said", text));
    }
    // end
}
