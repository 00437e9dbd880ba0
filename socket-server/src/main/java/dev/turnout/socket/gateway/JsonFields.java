package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.http.JsonBody;
import dev.turnout.model.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON object that a client has sent; every way in which it can be wrong is a {@link BadRequest} that names the field. */
final class JsonFields {

    private final JsonNode object;

    private JsonFields(JsonNode object) {
        this.object = object;
    }

    static JsonFields of(byte[] body) {
        return of(JsonBody.tree(body), "the body must be a JSON object");
    }

    /** @param problem when it is no object */
    static JsonFields of(JsonNode node, String problem) {
        if (!node.isObject()) {
            throw new BadRequest(problem);
        }
        return new JsonFields(node);
    }

    /** No body is an empty object. */
    static JsonFields optional(byte[] body) {
        return body.length == 0 ? new JsonFields(Json.MAPPER.createObjectNode()) : of(body);
    }

    String text(String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new BadRequest(field + " must be a string");
        }
        return value.textValue();
    }

    /** Without what surrounds it; nothing when it is missing, null or blank. */
    Optional<String> text(String field, int longest) {
        if (!object.hasNonNull(field)) {
            return Optional.empty();
        }
        return bounded(field, text(field), longest);
    }

    private static Optional<String> bounded(String field, String value, int longest) {
        String text = value.strip();
        if (text.codePointCount(0, text.length()) > longest) {
            throw new BadRequest(field + " must have at most " + longest + " characters");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** The same for a text that may be written as a number. */
    Optional<String> textOrNumber(String field, int longest) {
        JsonNode value = object.path(field);
        return value.isNumber() ? bounded(field, value.asText(), longest) : text(field, longest);
    }

    /** Text that other viewers are shown; null when it is missing, null or cleaned to nothing. */
    @Nullable String shown(String field, Function<String, @Nullable String> clean) {
        return object.hasNonNull(field) ? clean.apply(text(field)) : null;
    }

    /** Also when it is null. */
    boolean has(String field) {
        return object.has(field);
    }

    boolean hasNonNull(String field) {
        return object.hasNonNull(field);
    }

    /** False when it is missing or null. */
    boolean flag(String field) {
        JsonNode value = object.path(field);
        if (object.hasNonNull(field) && !value.isBoolean()) {
            throw new BadRequest(field + " must be true or false");
        }
        return value.booleanValue();
    }

    JsonNode any(String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new BadRequest(field + " is missing; null is allowed");
        }
        return value;
    }

    int integer(String field, int min, int max) {
        JsonNode value = object.path(field);
        boolean whole = value.canConvertToExactIntegral() && value.canConvertToInt(); // 10.0 and 1e1, too
        if (!whole || value.intValue() < min || value.intValue() > max) {
            throw new BadRequest(field + " must be a whole number from " + min + " to " + max);
        }
        return value.intValue();
    }

    int integer(String field, int min, int max, int byDefault) {
        return object.hasNonNull(field) ? integer(field, min, max) : byDefault;
    }

    Optional<Instant> instant(String field) {
        if (!object.hasNonNull(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text(field)));
        } catch (DateTimeException e) {
            throw new BadRequest(field + " must be an instant such as 2025-10-21T14:15:00Z");
        }
    }
}
