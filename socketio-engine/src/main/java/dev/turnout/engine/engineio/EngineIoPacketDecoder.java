package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads one packet, as it is encoded in a WebSocket message or between the separators of a polling payload. */
final class EngineIoPacketDecoder {

    private EngineIoPacketDecoder() {}

    /** A text packet; {@code b} begins binary in base64. */
    static InboundPacket text(int revision, ByteBuf packet) throws PacketFormatException {
        if (!packet.isReadable()) {
            throw new PacketFormatException("empty packet");
        }
        int first = packet.readByte();
        if (first == 'b') {
            return base64(revision, packet);
        }
        return new InboundPacket(known(EngineIoPacketType.ofDigit(first)), false, packet);
    }

    /** A binary packet: in revision 4 always a message, in revision 3 its first byte is the type. */
    static InboundPacket binary(int revision, ByteBuf packet) throws PacketFormatException {
        if (revision == 4) {
            return new InboundPacket(EngineIoPacketType.MESSAGE, true, packet);
        }
        if (!packet.isReadable()) {
            throw new PacketFormatException("empty packet");
        }
        return new InboundPacket(known(EngineIoPacketType.ofCode(packet.readByte())), true, packet);
    }

    private static InboundPacket base64(int revision, ByteBuf packet) throws PacketFormatException {
        EngineIoPacketType type = EngineIoPacketType.MESSAGE;
        if (revision == 3) {
            type = known(packet.isReadable() ? EngineIoPacketType.ofDigit(packet.readByte()) : null);
        }
        // socket.io-client-java breaks base64 into lines
        String encoded = packet.toString(StandardCharsets.ISO_8859_1).replace("\n", "");
        try {
            return new InboundPacket(
                    type, true, Unpooled.wrappedBuffer(Base64.getDecoder().decode(encoded)));
        } catch (IllegalArgumentException e) {
            throw new PacketFormatException("broken base64");
        }
    }

    private static EngineIoPacketType known(@Nullable EngineIoPacketType type) throws PacketFormatException {
        if (type == null) {
            throw new PacketFormatException("unknown packet type");
        }
        return type;
    }
}
