package dev.turnout.engine.engineio;

import dev.turnout.engine.websocket.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** The polling payload of revision 4: packets joined by the record separator, binary as base64. */
final class PayloadRevision4 {

    private static final byte SEPARATOR = 0x1e;

    private PayloadRevision4() {}

    static ByteBuf encode(List<Outbound> packets, ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer();
        for (Outbound packet : packets) {
            byte[] text = packet.text();
            if (text != null) {
                separate(out).writeBytes(text);
            }
            for (byte[] binary : packet.binaries()) {
                separate(out).writeBytes(Outbound.base64(WireForm.REVISION_4, binary));
            }
        }
        return out;
    }

    private static ByteBuf separate(ByteBuf out) {
        return out.isReadable() ? out.writeByte(SEPARATOR) : out;
    }

    static List<InboundPacket> decode(byte[] body) throws PacketFormatException {
        ByteBuf in = Unpooled.wrappedBuffer(body);
        if (!Utf8.isValid(in)) {
            throw new PacketFormatException("broken UTF-8");
        }
        List<InboundPacket> packets = new ArrayList<>();
        int start = 0;
        while (start <= body.length) {
            int separator = in.indexOf(start, body.length, SEPARATOR);
            int end = separator < 0 ? body.length : separator;
            packets.add(EngineIoPacketDecoder.text(4, in.slice(start, end - start)));
            start = end + 1;
        }
        return packets;
    }
}
