package dev.turnout.engine.examples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.Map;

/** Admits clients with a token, and greets them by the name that belongs to it. */
final class AdmissionExample implements SessionHandler {

    private static final Map<String, String> USERS = Map.of("token-of-ada", "Ada");

    // README
    @Override
    public Admission admit(Handshake handshake) {
        String user = USERS.get(handshake.auth().path("token").asText());
        return user == null
                ? Admission.refuse(
                        "not authorized", JsonNodeFactory.instance.objectNode().put("code", 401))
                : Admission.accept(user, "user-" + user);
    }

    @Override
    public void opened(Session session) {
        session.emit(Event.of("welcome", TextNode.valueOf((String) session.attachment())));
    }
    // end
}
