package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link Handshake}. */
public sealed interface Admission {

    /** The client is let in; {@code attachment} becomes {@link Session#attachment}. */
    record Accepted(@Nullable Object attachment) implements Admission {}

    /** The client gets a {@code connect_error} with this message and, for 3.x clients and later, this data. */
    record Refused(String message, @Nullable JsonNode data) implements Admission {}

    static Admission accept(@Nullable Object attachment) {
        return new Accepted(attachment);
    }

    static Admission refuse(String message) {
        return new Refused(message, null);
    }

    static Admission refuse(String message, JsonNode data) {
        return new Refused(message, data);
    }
}
