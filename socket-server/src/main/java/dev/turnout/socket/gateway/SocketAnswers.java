package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.model.Wire;

/** Answers that sockets of the audience and of the lobby have in common. Any thread. */
final class SocketAnswers {

    private static final Event HEARTBEAT_ACK = Event.of(Wire.HEARTBEAT_ACK);
    private static final int SHOWN_OF_A_NAME = 64;

    private SocketAnswers() {}

    static void heartbeat(Session socket, Ack ack) {
        socket.emitLatest(HEARTBEAT_ACK); // takes no place in the recovery log
        ack.reply();
    }

    static ObjectNode ok() {
        return JsonNodeFactory.instance.objectNode().put("ok", true);
    }

    static ObjectNode error(String message) {
        return JsonNodeFactory.instance.objectNode().put("ok", false).put("error", message);
    }

    static ObjectNode unknownEvent(String name) {
        boolean fits = name.codePointCount(0, name.length()) <= SHOWN_OF_A_NAME;
        String shown = fits ? name : name.substring(0, name.offsetByCodePoints(0, SHOWN_OF_A_NAME)) + "…";
        return error("unknown event '" + shown + "'");
    }

    static Admission refusal(String code, String message) {
        return Admission.refuse(message, JsonNodeFactory.instance.objectNode().put("code", code));
    }

    static Admission invalidSlug() {
        return refusal("slug_invalid", "slug must be auction-<id>, where <id> has 1 to 64 letters, digits, '_' or '-'");
    }
}
