package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One thing that a client observed.
 *
 * @param kind what happened
 * @param name name of the event or acknowledgement, session id, reason of a disconnect, or message of an error
 * @param args arguments of an event or acknowledgement; data of a connect error
 */
public record Observation(Kind kind, String name, List<JsonNode> args) {

    /** What can happen to a client. */
    public enum Kind {
        CONNECT,
        EVENT,
        ACK,
        DISCONNECT,
        CONNECT_ERROR,
        UPGRADE
    }
}
