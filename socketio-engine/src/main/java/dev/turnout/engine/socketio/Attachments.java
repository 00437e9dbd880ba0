package dev.turnout.engine.socketio;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Binary within JSON: placeholders {@code {"_placeholder":true,"num":0}} for attachments that travel apart. */
final class Attachments {

    private static final String PLACEHOLDER = "_placeholder";
    private static final String NUMBER = "num";

    private Attachments() {}

    /** Whether JSON can express all of it: nothing binary, no infinite number. */
    static boolean isJson(JsonNode node) {
        if (node.isBinary() || isBoundless(node)) {
            return false;
        }
        for (JsonNode child : node) {
            if (!isJson(child)) {
                return false;
            }
        }
        return true;
    }

    /** Infinity, which {@code 1e999} is read as, or no number at all. */
    private static boolean isBoundless(JsonNode node) {
        return node.isFloatingPointNumber()
                && node.numberType() != JsonParser.NumberType.BIG_DECIMAL
                && !Double.isFinite(node.doubleValue());
    }

    /**
     * A copy with placeholders for binary, whose bytes are added to {@code attachments}, and null for numbers beyond all
     * bounds, as JavaScript has it.
     */
    static JsonNode extract(JsonNode node, List<byte[]> attachments) {
        if (isBoundless(node)) {
            return NullNode.getInstance();
        }
        if (node instanceof BinaryNode binary) {
            attachments.add(binary.binaryValue());
            return JsonNodeFactory.instance.objectNode().put(PLACEHOLDER, true).put(NUMBER, attachments.size() - 1);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(child -> copy.add(extract(child, attachments)));
            return copy;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(child -> copy.set(child.getKey(), extract(child.getValue(), attachments)));
            return copy;
        }
        return node;
    }

    /**
     * Puts the attachments in their placeholders' places, within the tree itself but for its root. Each has one place: an
     * echo would else send as many copies as a packet has room for placeholders.
     */
    static JsonNode insert(JsonNode node, List<byte[]> attachments) throws PacketException {
        return insert(node, attachments, new BitSet());
    }

    private static JsonNode insert(JsonNode node, List<byte[]> attachments, BitSet placed) throws PacketException {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, insert(array.get(i), attachments, placed));
            }
        } else if (node instanceof ObjectNode object) {
            if (object.path(PLACEHOLDER).isBoolean() && object.path(PLACEHOLDER).booleanValue()) {
                return attachment(object.path(NUMBER), attachments, placed);
            }
            for (Map.Entry<String, JsonNode> child : object.properties()) {
                child.setValue(insert(child.getValue(), attachments, placed));
            }
        }
        return node;
    }

    private static JsonNode attachment(JsonNode number, List<byte[]> attachments, BitSet placed)
            throws PacketException {
        boolean whole = number.canConvertToExactIntegral() && number.canConvertToInt(); // 1.0 and 1e0, too
        int index = whole ? number.intValue() : -1;
        if (index < 0 || index >= attachments.size() || placed.get(index)) {
            throw PacketException.malformed("illegal attachment");
        }
        placed.set(index);
        return BinaryNode.valueOf(attachments.get(index));
    }
}
