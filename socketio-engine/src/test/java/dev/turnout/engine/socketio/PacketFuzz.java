package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Limits;
import dev.turnout.engine.websocket.Utf8;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Socket.IO codec: what is refused is refused for a named reason, what is understood is written back as it was
 * understood.
 */
public final class PacketFuzz {

    private static final int ATTACHMENTS = 10;
    private static final long MAX_ID = 1_000_000_000_000_000L;
    private static final Set<CloseReason> REASONS =
            Set.of(CloseReason.PARSE_ERROR, CloseReason.ATTACHMENT_LIMIT, CloseReason.JSON_DEPTH);
    private static final PacketDecoder DECODER = new PacketDecoder(Limits.DEFAULTS
            .withPacketsPerSecond(0)
            .withPacketBurst(0)
            .withConnectionsPerAddress(0)
            .withAttachments(ATTACHMENTS)
            .withOutboundQueueBytes(0)
            .withRecoveryBytes(0));

    private PacketFuzz() {}

    /** @param input text of a packet; what is no UTF-8 is made some, as nothing else comes so far */
    public static void fuzzerTestOneInput(byte[] input) {
        Packet packet = decoded(new String(input, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        if (packet == null) {
            return;
        }
        assertThat(packet.type()).isNotEqualTo(SocketIoPacketType.CONNECT_ERROR);
        assertThat(packet.attachments()).isBetween(0, ATTACHMENTS);
        assertThat(packet.id()).isBetween(Packet.NO_ID, MAX_ID);
        assertThat(packet.namespace()).startsWith("/").doesNotContain(",", "?");
        JsonNode data = packet.data();
        if (data != null && data.isArray()) {
            comesBack(packet, data);
        }
    }

    private static @Nullable Packet decoded(byte[] text) {
        try {
            return DECODER.decode(Unpooled.wrappedBuffer(text));
        } catch (PacketException e) {
            assertThat(e.reason()).isIn(REASONS);
            return null;
        }
    }

    private static void comesBack(Packet packet, JsonNode data) {
        JsonNode whole = withAttachments(packet, data);
        if (whole == null || !isWritable(packet, whole)) {
            return;
        }
        PacketEncoder.Encoded encoded = encoded(packet, whole);
        assertThat(Utf8.isValid(Unpooled.wrappedBuffer(encoded.text()))).isTrue();
        assertThat(encoded.text()[0]).isEqualTo((byte) '4');
        Packet again = Objects.requireNonNull(decoded(withoutMessageDigit(encoded.text())));
        assertThat(again.namespace()).isEqualTo(packet.namespace());
        assertThat(again.id()).isEqualTo(packet.id());
        assertThat(again.attachments()).isEqualTo(encoded.attachments().size());
        JsonNode wholeAgain =
                Objects.requireNonNull(inserted(Objects.requireNonNull(again.data()), encoded.attachments()));
        assertThat(encoded(packet, wholeAgain).text()).isEqualTo(encoded.text());
        if (Attachments.isJson(whole)) {
            assertThat(wholeAgain).isEqualTo(whole);
        }
    }

    private static @Nullable JsonNode withAttachments(Packet packet, JsonNode data) {
        List<byte[]> attachments = new ArrayList<>();
        for (int i = 0; i < packet.attachments(); i++) {
            attachments.add(new byte[] {(byte) i});
        }
        return packet.type().isBinary() ? inserted(data, attachments) : data;
    }

    private static @Nullable JsonNode inserted(JsonNode data, List<byte[]> attachments) {
        try {
            return attachments.isEmpty() ? data : Attachments.insert(data, attachments);
        } catch (PacketException e) {
            assertThat(e.reason()).isEqualTo(CloseReason.PARSE_ERROR);
            return null;
        }
    }

    /** A number as name comes back as text, and half a name as no attachment. */
    private static boolean isWritable(Packet packet, JsonNode whole) {
        boolean ack = packet.type() == SocketIoPacketType.ACK || packet.type() == SocketIoPacketType.BINARY_ACK;
        return ack || whole.get(0).isTextual();
    }

    private static PacketEncoder.Encoded encoded(Packet packet, JsonNode whole) {
        List<JsonNode> args = new ArrayList<>();
        whole.forEach(args::add);
        if (packet.type() == SocketIoPacketType.ACK || packet.type() == SocketIoPacketType.BINARY_ACK) {
            return PacketEncoder.ack(packet.namespace(), packet.id(), args);
        }
        String name = args.remove(0).textValue();
        return PacketEncoder.event(packet.namespace(), new Event(name, args), packet.id());
    }

    private static byte[] withoutMessageDigit(byte[] text) {
        byte[] packet = new byte[text.length - 1];
        System.arraycopy(text, 1, packet, 0, packet.length);
        return packet;
    }

    public static Stream<byte[]> seeds() {
        return PacketDecoderTest.inputs();
    }
}
