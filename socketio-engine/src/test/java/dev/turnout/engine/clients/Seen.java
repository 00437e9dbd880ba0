package dev.turnout.engine.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One thing that a client saw.
 *
 * @param what the kind of thing
 * @param name the event's name, the id, the reason or the words, as befits the kind
 * @param args the arguments of an event or an acknowledgement, or the data of a refusal
 */
public record Seen(What what, String name, List<JsonNode> args) {

    /** The kinds of things a client can see. */
    public enum What {
        CONNECT,
        EVENT,
        ACK,
        DISCONNECT,
        REFUSED,
        UPGRADE
    }
}
