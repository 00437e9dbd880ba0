package dev.turnout.engine.engineio;

import dev.turnout.engine.websocket.FrameEncoder;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One or more Engine.IO packets that belong together, encoded once: a text packet, then binary messages. The arrays are
 * never written again. Any thread.
 */
public final class Outbound implements FrameSource {

    static final Outbound PING = control("2");
    static final Outbound NOOP = control("6");
    static final Outbound CLOSE = control("1");
    static final Outbound PROBE_ANSWER = control("3probe");

    private static final AtomicIntegerFieldUpdater<Outbound> QUEUES =
            AtomicIntegerFieldUpdater.newUpdater(Outbound.class, "queues");

    private final byte @Nullable [] text;
    private final List<byte[]> binaries;
    private final @Nullable String latestKey;

    /** How many queues hold it. */
    @SuppressWarnings("UnusedVariable") // accessed through QUEUES
    private volatile int queues;

    private Outbound(byte @Nullable [] text, List<byte[]> binaries, @Nullable String latestKey) {
        this.text = text;
        this.binaries = binaries;
        this.latestKey = latestKey;
    }

    /**
     * A message with binary attachments, which follow it as messages of their own.
     *
     * @param packet the text packet, its type digit included
     */
    public static Outbound message(byte[] packet, List<byte[]> attachments) {
        return new Outbound(packet, List.copyOf(attachments), null);
    }

    /** A message of which, among those with the same key, only the newest matters. */
    public static Outbound latest(byte[] packet, List<byte[]> attachments, String key) {
        return new Outbound(packet, List.copyOf(attachments), key);
    }

    /** A binary message. */
    public static Outbound binary(byte[] message) {
        return new Outbound(null, List.of(message), null);
    }

    static Outbound control(String packet) {
        return new Outbound(packet.getBytes(StandardCharsets.UTF_8), List.of(), null);
    }

    static Outbound pong(ByteBuf data) {
        byte[] packet = new byte[1 + data.readableBytes()];
        packet[0] = EngineIoPacketType.PONG.digit();
        data.readBytes(packet, 1, packet.length - 1);
        return new Outbound(packet, List.of(), null);
    }

    @Override
    public Outbound outbound() {
        return this;
    }

    byte @Nullable [] text() {
        return text;
    }

    List<byte[]> binaries() {
        return binaries;
    }

    /** The key within which only the newest matters, or null when all do. */
    @Nullable String latestKey() {
        return latestKey;
    }

    /** Bytes of content, near enough for limits. */
    public int size() {
        int size = text == null ? 0 : text.length;
        for (byte[] binary : binaries) {
            size += binary.length;
        }
        return size;
    }

    /** One more queue holds it. Its bytes count once, however many do. */
    void retain(OutboundBudget budget) {
        if (QUEUES.getAndIncrement(this) == 0) {
            budget.added(size());
        }
    }

    /** One queue less holds it. */
    void release(OutboundBudget budget) {
        if (QUEUES.decrementAndGet(this) == 0) {
            budget.removed(size());
        }
    }

    @Override
    public void sendTo(WebSocket socket, WireForm form) {
        socket.send(frames(form, socket.alloc()));
    }

    /** The frames in this form; the caller owns them. */
    ByteBuf frames(WireForm form, ByteBufAllocator allocator) {
        boolean grows = form.base64() && !binaries.isEmpty();
        int content = grows ? size() * 4 / 3 + 4 * binaries.size() : size();
        ByteBuf out = allocator.directBuffer(content + (FrameEncoder.MAX_HEADER + 2) * (1 + binaries.size()));
        writeFrames(form, out);
        return out;
    }

    void writeFrames(WireForm form, ByteBuf out) {
        if (text != null) {
            FrameEncoder.text(out, text);
        }
        for (byte[] binary : binaries) {
            if (form.base64()) {
                FrameEncoder.text(out, base64(form, binary));
            } else if (form.revision() == 3) {
                FrameEncoder.binaryHeader(out, 1 + binary.length);
                out.writeByte(EngineIoPacketType.MESSAGE.code()).writeBytes(binary);
            } else {
                FrameEncoder.binaryHeader(out, binary.length);
                out.writeBytes(binary);
            }
        }
    }

    /** A binary message as a text packet: {@code b…} in revision 4, {@code b4…} in revision 3. */
    static byte[] base64(WireForm form, byte[] binary) {
        String prefix = form.revision() == 4 ? "b" : "b4";
        return (prefix + Base64.getEncoder().encodeToString(binary)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
