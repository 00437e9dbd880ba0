package dev.turnout.engine.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Event;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;

/** Sends the bytes it received back in reverse order. */
final class BinaryExample implements SessionHandler {

    // README
    static final Limits LIMITS = Limits.DEFAULTS.withAttachments(1);

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        if (args.get(0) instanceof BinaryNode received) {
            byte[] bytes = received.binaryValue();
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            session.emit(Event.of("reversed", BinaryNode.valueOf(reversed)));
        }
    }
    // end
}
