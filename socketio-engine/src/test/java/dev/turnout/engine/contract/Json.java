package dev.turnout.engine.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import java.util.ArrayList;
import java.util.List;

/** JSON as tests write it. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** From a text, with single quotes for double ones. */
    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static JsonNode[] args(String array) {
        List<JsonNode> args = new ArrayList<>();
        json(array).forEach(args::add);
        return args.toArray(JsonNode[]::new);
    }

    static JsonNode number(int value) {
        return MAPPER.getNodeFactory().numberNode(value);
    }

    static JsonNode text(String value) {
        return MAPPER.getNodeFactory().textNode(value);
    }

    static JsonNode bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return BinaryNode.valueOf(bytes);
    }
}
