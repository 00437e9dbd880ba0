package dev.turnout.engine.engineio;

import dev.turnout.engine.websocket.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The polling payloads of revision 3. As text each packet follows its length in UTF-16 units and a colon; as bytes each
 * follows a marker (0 text, 1 binary), the digits of its length in bytes, each a byte of its own, and 255.
 */
final class PayloadRevision3 {

    private static final int TEXT_MARKER = 0;
    private static final int BINARY_MARKER = 1;
    private static final int LENGTH_END = 0xFF;
    private static final int MAX_LENGTH_DIGITS = 9;

    private PayloadRevision3() {}

    /** Whether these packets are sent as bytes: only with binary among them, to a client that accepts it. */
    static boolean isBinary(List<Outbound> packets, WireForm form) {
        return !form.base64()
                && packets.stream().anyMatch(packet -> !packet.binaries().isEmpty());
    }

    static ByteBuf encodeText(List<Outbound> packets, ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer();
        for (Outbound packet : packets) {
            byte[] text = packet.text();
            if (text != null) {
                lengthPrefixed(out, text);
            }
            for (byte[] binary : packet.binaries()) {
                lengthPrefixed(out, Outbound.base64(WireForm.REVISION_3_BASE64, binary));
            }
        }
        return out;
    }

    private static void lengthPrefixed(ByteBuf out, byte[] packet) {
        out.writeCharSequence(utf16Units(packet) + ":", StandardCharsets.US_ASCII);
        out.writeBytes(packet);
    }

    private static int utf16Units(byte[] utf8) {
        int units = 0;
        for (byte b : utf8) {
            boolean continuation = (b & 0xC0) == 0x80;
            boolean fourByteLead = (b & 0xF8) == 0xF0;
            units += continuation ? 0 : fourByteLead ? 2 : 1;
        }
        return units;
    }

    static ByteBuf encodeBinary(List<Outbound> packets, ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer();
        for (Outbound packet : packets) {
            byte[] text = packet.text();
            if (text != null) {
                head(out, TEXT_MARKER, text.length);
                out.writeBytes(text);
            }
            for (byte[] binary : packet.binaries()) {
                head(out, BINARY_MARKER, 1 + binary.length);
                out.writeByte(EngineIoPacketType.MESSAGE.code()).writeBytes(binary);
            }
        }
        return out;
    }

    private static void head(ByteBuf out, int marker, int length) {
        out.writeByte(marker);
        for (char digit : Integer.toString(length).toCharArray()) {
            out.writeByte(digit - '0');
        }
        out.writeByte(LENGTH_END);
    }

    static List<InboundPacket> decodeText(byte[] body) throws PacketFormatException {
        if (!Utf8.isValid(Unpooled.wrappedBuffer(body))) {
            throw new PacketFormatException("broken UTF-8");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        List<InboundPacket> packets = new ArrayList<>();
        int start = 0;
        do {
            int colon = text.indexOf(':', start);
            int length = length(text, start, colon);
            int end = colon + 1 + length;
            if (end > text.length()) {
                throw new PacketFormatException("packet shorter than its length");
            }
            String packet = text.substring(colon + 1, end);
            packets.add(EngineIoPacketDecoder.text(3, Unpooled.wrappedBuffer(packet.getBytes(StandardCharsets.UTF_8))));
            start = end;
        } while (start < text.length());
        return packets;
    }

    private static int length(String text, int start, int colon) throws PacketFormatException {
        int digits = colon - start;
        if (digits < 1 || digits > MAX_LENGTH_DIGITS) {
            throw new PacketFormatException("no length");
        }
        int length = 0;
        for (int i = start; i < colon; i++) {
            length = length * 10 + digit(text.charAt(i) - '0');
        }
        return length;
    }

    static List<InboundPacket> decodeBinary(byte[] body) throws PacketFormatException {
        ByteBuf in = Unpooled.wrappedBuffer(body);
        List<InboundPacket> packets = new ArrayList<>();
        do {
            int marker = in.isReadable() ? in.readByte() : -1;
            ByteBuf packet = in.readSlice(binaryLength(in));
            if (marker == BINARY_MARKER) {
                packets.add(EngineIoPacketDecoder.binary(3, packet));
            } else if (marker == TEXT_MARKER && Utf8.isValid(packet)) {
                packets.add(EngineIoPacketDecoder.text(3, packet));
            } else {
                throw new PacketFormatException("neither text nor binary");
            }
        } while (in.isReadable());
        return packets;
    }

    private static int binaryLength(ByteBuf in) throws PacketFormatException {
        int length = 0;
        for (int digits = 0; digits <= MAX_LENGTH_DIGITS && in.isReadable(); digits++) {
            int next = in.readUnsignedByte();
            if (next == LENGTH_END && digits > 0 && length <= in.readableBytes()) {
                return length;
            }
            length = length * 10 + digit(next);
        }
        throw new PacketFormatException("no length");
    }

    private static int digit(int value) throws PacketFormatException {
        if (value < 0 || value > 9) {
            throw new PacketFormatException("no length");
        }
        return value;
    }
}
