package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link Handshake}. */
public sealed interface Admission {

    /**
     * The client is admitted.
     *
     * @param attachment becomes {@link Session#attachment}
     * @param rooms the rooms that the session joins before {@link SessionHandler#opened}. A recovered session receives
     *     the events that it missed in these rooms; a session can only be continued with the rooms it began with
     */
    record Accepted(@Nullable Object attachment, List<String> rooms) implements Admission {

        public Accepted {
            rooms = List.copyOf(rooms);
        }
    }

    /** The client gets a {@code connect_error} with this message and, for 3.x clients and later, this data. */
    record Refused(String message, @Nullable JsonNode data) implements Admission {}

    static Admission accept(@Nullable Object attachment, String... rooms) {
        return new Accepted(attachment, List.of(rooms));
    }

    static Admission refuse(String message) {
        return new Refused(message, null);
    }

    static Admission refuse(String message, JsonNode data) {
        return new Refused(message, data);
    }
}
