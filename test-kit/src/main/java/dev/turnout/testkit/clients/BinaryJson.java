package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;

/** BinaryJson in lines of JSON: {@code {"$bin": base64}}. */
final class BinaryJson {

    private static final String MARK = "$bin";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private BinaryJson() {}

    static ArrayNode mark(List<JsonNode> args) {
        ArrayNode marked = JSON.arrayNode();
        args.forEach(arg -> marked.add(mark(arg)));
        return marked;
    }

    private static JsonNode mark(JsonNode node) {
        if (node instanceof BinaryNode bytes) {
            return JSON.objectNode().put(MARK, bytes.asText());
        }
        if (node.isArray()) {
            ArrayNode array = JSON.arrayNode();
            node.forEach(element -> array.add(mark(element)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = JSON.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), mark(field.getValue())));
            return object;
        }
        return node;
    }

    static JsonNode restore(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JSON.arrayNode();
            node.forEach(element -> array.add(restore(element)));
            return array;
        }
        if (node.isObject()) {
            if (node.has(MARK)) {
                return BinaryNode.valueOf(
                        Base64.getDecoder().decode(node.get(MARK).asText()));
            }
            ObjectNode object = JSON.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), restore(field.getValue())));
            return object;
        }
        return node;
    }
}
