package dev.turnout.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;

/** A scenario for those who bring the token {@code ok}, and a welcome. */
record Guarded(SessionHandler inside) implements SessionHandler {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public Admission admit(Handshake handshake) {
        return handshake.auth().path("token").asText().equals("ok")
                ? inside.admit(handshake)
                : Admission.refuse("not authorized", JSON.objectNode().put("code", 401));
    }

    @Override
    public void opened(Session session) {
        inside.opened(session);
        session.emit(Event.of("welcome", JSON.numberNode(1)));
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        inside.event(session, name, args, ack);
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        inside.closed(session, reason);
    }
}
