package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.ConnectionLedger.SessionPermit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * A binary packet of which not all attachments have arrived. Its text is kept as it was sent and read again at the end, as
 * the tree of its JSON may need thirty times the memory; text and attachments are counted on the session's permit.
 */
final class PartialPacket {

    private final SessionPermit permit;
    private final byte[] text;
    private final int missing;
    private final List<byte[]> attachments = new ArrayList<>();
    private int retained;

    /** @param missing attachments that follow the text, at least one */
    PartialPacket(ByteBuf text, int missing, SessionPermit permit) throws PacketException {
        this.permit = permit;
        this.text = retained(text);
        this.missing = missing;
    }

    /** Adds the next attachment; true when it was the last. */
    boolean add(ByteBuf attachment) throws PacketException {
        attachments.add(retained(attachment));
        return attachments.size() == missing;
    }

    private byte[] retained(ByteBuf bytes) throws PacketException {
        int size = bytes.readableBytes();
        if (!permit.retain(size)) {
            throw new PacketException(CloseReason.INCOMPLETE_MESSAGES, "too many bytes of incomplete packets");
        }
        retained += size;
        return ByteBufUtil.getBytes(bytes);
    }

    Packet complete(PacketDecoder decoder) throws PacketException {
        Packet packet = decoder.decode(text);
        JsonNode data = packet.data();
        return data == null ? packet : packet.with(Attachments.insert(data, attachments));
    }

    /** Frees the bytes that are counted; called once, whether the packet was completed or not. */
    void release() {
        permit.free(retained);
    }
}
