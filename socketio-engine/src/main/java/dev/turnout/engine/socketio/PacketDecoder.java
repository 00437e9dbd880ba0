package dev.turnout.engine.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of Socket.IO packets (Socket.IO protocol revisions 4 and 5, "Packet encoding"):
 * {@code <type>[<attachments>-][<namespace>,][<id>][<JSON>]}. Strict: what is no packet is refused.
 * Thread-safe.
 */
final class PacketDecoder {

    private static final int MAX_ATTACHMENT_DIGITS = 6;
    private static final int MAX_ID_DIGITS = 15; // below 2^53, the limit of exact integers in JavaScript

    /** Names that a client's {@code emit} refuses to send. */
    private static final Set<String> RESERVED_EVENTS =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private final ObjectReader json;
    private final int maxAttachments;

    PacketDecoder(Limits limits) {
        // no shared table of names that one client could fill
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(new Constraints(limits.jsonDepth()))
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        this.json = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readerFor(JsonNode.class);
        this.maxAttachments = limits.attachments();
    }

    /** Bounds the depth and the digits of a number; the packet's size bounds the rest. */
    private static final class Constraints extends StreamReadConstraints {

        private static final long serialVersionUID = 1;

        private final int depth;

        Constraints(int depth) {
            super(
                    Integer.MAX_VALUE,
                    DEFAULT_MAX_DOC_LEN,
                    DEFAULT_MAX_NUM_LEN,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    DEFAULT_MAX_TOKEN_COUNT);
            this.depth = depth;
        }

        @Override
        public void validateNestingDepth(int reached) throws StreamConstraintsException {
            if (reached > depth) {
                throw new TooDeep();
            }
        }
    }

    private static final class TooDeep extends StreamConstraintsException {

        private static final long serialVersionUID = 1;

        TooDeep() {
            super("nested too deep");
        }
    }

    /** Leaves the reader index where it is. */
    Packet decode(ByteBuf text) throws PacketException {
        return decode(ByteBufUtil.getBytes(text));
    }

    Packet decode(byte[] text) throws PacketException {
        return new Reader(text).packet();
    }

    private final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        Packet packet() throws PacketException {
            SocketIoPacketType type = at < bytes.length ? SocketIoPacketType.ofDigit(bytes[at++]) : null;
            if (type == null) {
                throw PacketException.malformed("unknown packet type");
            }
            int attachments = type.isBinary() ? attachments() : 0;
            String namespace = namespace();
            long id = id();
            Packet packet = new Packet(type, attachments, namespace, id, data());
            check(packet);
            return packet;
        }

        private int attachments() throws PacketException {
            long count = digits(MAX_ATTACHMENT_DIGITS);
            if (count < 0 || at == bytes.length || bytes[at++] != '-') {
                throw PacketException.malformed("no attachment count");
            }
            if (count > maxAttachments) {
                throw new PacketException(CloseReason.ATTACHMENT_LIMIT, "too many attachments");
            }
            return (int) count;
        }

        private String namespace() {
            if (at == bytes.length || bytes[at] != '/') {
                return "/";
            }
            int start = at;
            while (at < bytes.length && bytes[at] != ',') {
                at++;
            }
            String namespace = new String(bytes, start, at - start, StandardCharsets.UTF_8);
            at = Math.min(at + 1, bytes.length);
            int query = namespace.indexOf('?');
            return query < 0 ? namespace : namespace.substring(0, query);
        }

        private long id() throws PacketException {
            return digits(MAX_ID_DIGITS);
        }

        /** A number, or {@link Packet#NO_ID} when there is none here. */
        private long digits(int max) throws PacketException {
            int start = at;
            long value = 0;
            while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
                value = value * 10 + bytes[at++] - '0';
                if (at - start > max) {
                    throw PacketException.malformed("number too long");
                }
            }
            return at == start ? Packet.NO_ID : value;
        }

        private @Nullable JsonNode data() throws PacketException {
            if (at == bytes.length) {
                return null;
            }
            try {
                // a string, from bytes the parser would guess the encoding
                String text = new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8);
                return json.readTree(SurrogateEscapes.decode(text));
            } catch (TooDeep e) {
                throw new PacketException(CloseReason.JSON_DEPTH, "JSON nested too deep");
            } catch (JsonProcessingException e) {
                throw PacketException.malformed("broken JSON");
            }
        }
    }

    private static void check(Packet packet) throws PacketException {
        JsonNode data = packet.data();
        boolean valid = switch (packet.type()) {
            case CONNECT -> packet.id() == Packet.NO_ID && (data == null || data.isObject());
            case DISCONNECT -> packet.id() == Packet.NO_ID && data == null;
            case EVENT, BINARY_EVENT -> data != null && data.isArray() && isEventName(data.get(0));
            case ACK, BINARY_ACK -> packet.id() != Packet.NO_ID && data != null && data.isArray();
            case CONNECT_ERROR -> false;
        };
        if (!valid) {
            throw PacketException.malformed("not allowed from a client");
        }
    }

    private static boolean isEventName(@Nullable JsonNode name) {
        return name != null && (name.isNumber() || (name.isTextual() && !RESERVED_EVENTS.contains(name.textValue())));
    }
}
