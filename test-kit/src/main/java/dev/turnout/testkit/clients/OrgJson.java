package dev.turnout.testkit.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** Between our trees and the Java client's org.json, where bytes are {@code byte[]}. */
final class OrgJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private OrgJson() {}

    static Object[] toArgs(List<JsonNode> args) {
        return args.stream().map(OrgJson::toObject).toArray();
    }

    private static Object toObject(JsonNode node) {
        try {
            if (node instanceof BinaryNode bytes) {
                return bytes.binaryValue();
            }
            if (node.isArray()) {
                JSONArray array = new JSONArray();
                node.forEach(element -> array.put(toObject(element)));
                return array;
            }
            if (node.isObject()) {
                JSONObject object = new JSONObject();
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    object.put(field.getKey(), toObject(field.getValue()));
                }
                return object;
            }
            return node.isNull() ? JSONObject.NULL : MAPPER.treeToValue(node, Object.class);
        } catch (JSONException | JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static JsonNode toTree(@Nullable Object value) {
        if (value == null || value == JSONObject.NULL) {
            return JSON.nullNode();
        }
        if (value instanceof byte[] bytes) {
            return JSON.binaryNode(bytes);
        }
        if (value instanceof JSONArray array) {
            ArrayNode tree = JSON.arrayNode();
            for (int i = 0; i < array.length(); i++) {
                tree.add(toTree(array.opt(i)));
            }
            return tree;
        }
        if (value instanceof JSONObject object) {
            ObjectNode tree = JSON.objectNode();
            for (Iterator<?> keys = object.keys(); keys.hasNext(); ) {
                String key = (String) keys.next();
                tree.set(key, toTree(object.opt(key)));
            }
            return tree;
        }
        return scalar(value);
    }

    /** Parsed like the reports of the other clients, so that a number has the same type for every client. */
    private static JsonNode scalar(Object value) {
        try {
            return MAPPER.readTree(MAPPER.writeValueAsString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
