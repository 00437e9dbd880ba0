package dev.turnout.engine.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;

/** Says everything back, twice; counts who is in. */
final class Echo implements SessionHandler {

    private int open;

    int open() {
        return open;
    }

    @Override
    public Admission admit(Handshake handshake) {
        return handshake.auth().has("refuse") ? Admission.refuse("not today") : Admission.accept(null);
    }

    @Override
    public void opened(Session session) {
        open++;
        session.join("room");
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        ack.reply(args);
        session.emit(new Event(name, args));
        if (name.equals("bye")) {
            session.disconnect();
        }
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        open--;
    }
}
