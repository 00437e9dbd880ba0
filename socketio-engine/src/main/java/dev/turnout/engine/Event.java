package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A Socket.IO event: a name and its arguments.
 *
 * <p>A {@link com.fasterxml.jackson.databind.node.BinaryNode} anywhere in the arguments travels as a binary attachment.
 */
public record Event(String name, List<JsonNode> args) {

    public Event {
        args = List.copyOf(args);
    }

    public static Event of(String name, JsonNode... args) {
        return new Event(name, List.of(args));
    }
}
