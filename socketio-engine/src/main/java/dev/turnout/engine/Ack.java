package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The answer to a client's event. Any thread; the first reply counts, later ones do nothing. */
@FunctionalInterface
public interface Ack {

    /** For events whose sender requested no acknowledgement. */
    Ack NOT_WANTED = args -> {};

    void reply(List<JsonNode> args);

    default void reply(JsonNode... args) {
        reply(List.of(args));
    }
}
