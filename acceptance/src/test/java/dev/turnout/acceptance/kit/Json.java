package dev.turnout.acceptance.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON of requests and answers. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Parses JSON in which single quotes may replace double quotes: {@code of("{'price':7}")}. */
    public static JsonNode of(String text) {
        return parse(text.replace('\'', '"'));
    }

    public static JsonNode number(int value) {
        return MAPPER.getNodeFactory().numberNode(value);
    }

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
