package dev.turnout.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.turnout.model.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Reads the JSON body of a request: strict UTF-8, the rules of {@link Json}. Every mistake is an {@link InvalidBody}.
 * Jackson's own messages are not passed on, since they contain class names and parts of the body.
 */
public final class JsonBody {

    private JsonBody() {}

    public static String text(byte[] body) {
        if (body.length == 0) {
            throw new InvalidBody("the body is empty");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidBody("the body is not UTF-8");
        }
    }

    /** Any JSON value. */
    public static JsonNode tree(byte[] body) {
        String text = text(body);
        JsonNode node;
        try {
            node = Json.exactTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidBody(reason(e));
        } catch (NumberFormatException e) {
            throw new InvalidBody("the JSON has a number out of range");
        }
        if (node == null || node.isMissingNode()) {
            throw new InvalidBody("the body is empty");
        }
        return node;
    }

    /** A JSON object as a record. */
    public static <T> T as(Class<T> type, byte[] body) {
        T value;
        try {
            value = Json.read(text(body), type);
        } catch (JsonProcessingException e) {
            throw new InvalidBody(reason(e));
        }
        if (value == null) {
            throw new InvalidBody("the body is null; it must be a JSON object");
        }
        return value;
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "the JSON is nested deeper than " + Json.MAX_DEPTH + " levels, or has a name or number too long";
        }
        if (e instanceof ValueInstantiationException && e.getCause() instanceof NullPointerException missing) {
            return String.valueOf(missing.getMessage());
        }
        if (e instanceof JsonMappingException mapping) {
            String path = path(mapping);
            return path.isEmpty()
                    ? "the body is not a JSON object of the expected form"
                    : path + " is missing or has the wrong type";
        }
        JsonLocation where = e.getLocation();
        return "the body is not valid JSON"
                + (where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")");
    }

    private static String path(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
