package dev.turnout.engine.socketio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.engineio.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes Socket.IO packets (Socket.IO protocol revisions 4 and 5, "Packet encoding"), the Engine.IO message digit in
 * front. Thread-safe.
 */
final class PacketEncoder {

    private static final ObjectWriter JSON = new JsonMapper().writer();

    private PacketEncoder() {}

    /** An Engine.IO text packet and the binary messages that follow it. */
    static final class Encoded {

        private final byte[] text;
        private final List<byte[]> attachments;

        Encoded(byte[] text, List<byte[]> attachments) {
            this.text = text;
            this.attachments = attachments;
        }

        byte[] text() {
            return text;
        }

        List<byte[]> attachments() {
            return attachments;
        }

        Outbound outbound() {
            return Outbound.message(text, attachments);
        }

        /** The same event with one more argument at its end, which is ASCII JSON. */
        Encoded withArgument(String json) {
            return withTail(text.length - 1, json);
        }

        /** The same event with another argument in place of its last one; both are ASCII JSON. */
        Encoded withLastArgument(String former, String json) {
            return withTail(text.length - former.length() - 2, json);
        }

        private Encoded withTail(int kept, String json) {
            byte[] tail = ("," + json + "]").getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(text, kept + tail.length);
            System.arraycopy(tail, 0, whole, kept, tail.length);
            return new Encoded(whole, attachments);
        }
    }

    static Encoded event(String namespace, Event event, long id) {
        String plain = PlainJson.array(event.name(), event.args());
        if (plain != null) {
            return encoded(head(SocketIoPacketType.EVENT, -1, namespace, id) + plain);
        }
        ArrayNode data = JsonNodeFactory.instance.arrayNode(1 + event.args().size());
        data.add(TextNode.valueOf(event.name()));
        data.addAll(event.args());
        return withData(SocketIoPacketType.EVENT, SocketIoPacketType.BINARY_EVENT, namespace, id, data);
    }

    /**
     * A value of which only the newest matters. For clients with recovery it never ends in a string, be it the name, which
     * they would take for an offset.
     */
    static Outbound latest(String namespace, Event event, boolean recovery) {
        Encoded encoded = event(namespace, event, Packet.NO_ID);
        int args = event.args().size();
        if (recovery && (args == 0 || event.args().get(args - 1).isTextual())) {
            encoded = encoded.withArgument("null");
        }
        return Outbound.latest(encoded.text(), encoded.attachments(), event.name());
    }

    static Encoded ack(String namespace, long id, List<JsonNode> args) {
        ArrayNode data = JsonNodeFactory.instance.arrayNode(args.size()).addAll(args);
        return withData(SocketIoPacketType.ACK, SocketIoPacketType.BINARY_ACK, namespace, id, data);
    }

    private static Encoded withData(
            SocketIoPacketType plain, SocketIoPacketType binary, String namespace, long id, ArrayNode data) {
        if (Attachments.isJson(data)) {
            return new Encoded(text(plain, -1, namespace, id, data), List.of());
        }
        List<byte[]> attachments = new ArrayList<>();
        JsonNode extracted = Attachments.extract(data, attachments);
        return attachments.isEmpty()
                ? new Encoded(text(plain, -1, namespace, id, extracted), List.of())
                : new Encoded(text(binary, attachments.size(), namespace, id, extracted), attachments);
    }

    /** The answer to CONNECT; 2.x clients (revision 3 of Engine.IO) take no payload. */
    static Encoded connected(String namespace, int protocol, String sid, @Nullable String pid) {
        if (protocol == 3) {
            return bare(SocketIoPacketType.CONNECT, namespace);
        }
        String head = head(SocketIoPacketType.CONNECT, -1, namespace, Packet.NO_ID);
        return encoded(head + "{\"sid\":\"" + sid + (pid == null ? "" : "\",\"pid\":\"" + pid) + "\"}");
    }

    /** The refusal of a CONNECT: an object with message and data; for 2.x clients the message alone, as a string. */
    static Encoded refused(String namespace, int protocol, Admission.Refused refusal) {
        JsonNode payload;
        if (protocol == 3) {
            payload = TextNode.valueOf(refusal.message());
        } else {
            var object = JsonNodeFactory.instance.objectNode().put("message", refusal.message());
            if (refusal.data() != null) {
                object.set("data", refusal.data());
            }
            payload = object;
        }
        return new Encoded(text(SocketIoPacketType.CONNECT_ERROR, -1, namespace, Packet.NO_ID, payload), List.of());
    }

    static Encoded disconnect(String namespace) {
        return bare(SocketIoPacketType.DISCONNECT, namespace);
    }

    private static Encoded bare(SocketIoPacketType type, String namespace) {
        return encoded(head(type, -1, namespace, Packet.NO_ID));
    }

    private static Encoded encoded(String text) {
        return new Encoded(text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    private static byte[] text(SocketIoPacketType type, int attachments, String namespace, long id, JsonNode data) {
        byte[] head = head(type, attachments, namespace, id).getBytes(StandardCharsets.UTF_8);
        byte[] json = json(data);
        byte[] text = new byte[head.length + json.length];
        System.arraycopy(head, 0, text, 0, head.length);
        System.arraycopy(json, 0, text, head.length, json.length);
        return text;
    }

    private static String head(SocketIoPacketType type, int attachments, String namespace, long id) {
        return "4" + type.code() + (attachments < 0 ? "" : attachments + "-")
                + (namespace.equals("/") ? "" : namespace + ",") + (id == Packet.NO_ID ? "" : String.valueOf(id));
    }

    private static byte[] json(JsonNode data) {
        try {
            return withEscapedSurrogates(JSON.writeValueAsString(data)).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    /** Half a surrogate pair, which UTF-8 cannot hold, becomes an escape. It can only be in a string or an object key. */
    private static String withEscapedSurrogates(String json) {
        StringBuilder escaped = new StringBuilder(0);
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                escaped.append(json, copied, i).append(String.format("\\u%04X", (int) c));
                copied = i + 1;
            }
        }
        return copied == 0 ? json : escaped.append(json, copied, json.length()).toString();
    }
}
