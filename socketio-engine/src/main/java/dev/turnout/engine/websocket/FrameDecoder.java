package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a client's bytes into messages (RFC 6455, section 5). Does no I/O and holds no buffer between two complete
 * messages.
 *
 * <pre>
 *            data frame, FIN                      control frame (any time): ping, pong, close
 *   ┌──────┐ ────────────────► message
 *   │ IDLE │ data frame, no FIN ┌────────────┐ continuation, no FIN
 *   └──────┘ ──────────────────►│ FRAGMENTED │ ───┐
 *       ▲                       └────────────┘ ◄──┘
 *       └── continuation, FIN: message ──┘
 * </pre>
 *
 * Everything else is a {@link ProtocolViolation}.
 */
final class FrameDecoder {

    /** Where complete frames go. Payloads are valid during the call only. */
    interface Sink {
        void message(boolean text, ByteBuf payload);

        void ping(ByteBuf payload);

        /** The client closes; {@code code} is the status to answer with. */
        void clientCloses(int code);

        /** A fragment or a pong: no message, but it counts towards the packet rate, since it costs as much. */
        void other();

        /** Whether to stop decoding, for example because the message made the session close. */
        boolean ended();
    }

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    /** The bit that control frames have and data frames have not. */
    private static final int CONTROL = 0x8;

    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final int MASK_BYTES = 4;

    private final int maxPayload;
    private int fragmentedOpcode;
    private @Nullable ByteBuf cumulation;
    private @Nullable ByteBuf fragments;

    FrameDecoder(int maxPayload) {
        this.maxPayload = maxPayload;
    }

    /** Takes ownership of the bytes. */
    void decode(ByteBuf bytes, ByteBufAllocator allocator, Sink sink) throws ProtocolViolation {
        boolean continued = cumulation != null;
        ByteBuf in = continued ? cumulated(bytes) : bytes;
        boolean kept = false;
        try {
            boolean decoded;
            do {
                decoded = !sink.ended() && decodeFrame(in, allocator, sink);
            } while (decoded);
            if (in.isReadable() && !sink.ended()) {
                // a frame that arrives byte by byte is not copied again each time: that would cost its size squared
                kept = continued && in.readerIndex() == 0;
                cumulation = kept ? in : allocator.buffer(in.readableBytes()).writeBytes(in);
            }
        } finally {
            if (!kept) {
                in.release();
            }
        }
    }

    private ByteBuf cumulated(ByteBuf bytes) {
        ByteBuf all = Objects.requireNonNull(cumulation).writeBytes(bytes);
        bytes.release();
        cumulation = null;
        return all;
    }

    /** Bytes of memory kept for a frame or message that is not complete. */
    int retainedBytes() {
        return (cumulation == null ? 0 : cumulation.capacity()) + (fragments == null ? 0 : fragments.capacity());
    }

    void release() {
        if (cumulation != null) {
            cumulation.release();
            cumulation = null;
        }
        dropFragments();
    }

    /** Decodes one frame if all of it has arrived. */
    private boolean decodeFrame(ByteBuf in, ByteBufAllocator allocator, Sink sink) throws ProtocolViolation {
        int size = frameSize(in);
        if (size < 0 || in.readableBytes() < size) {
            return false;
        }
        int start = in.readerIndex();
        int head = in.getByte(start);
        int payloadSize = size - headerSize(in, start);
        int maskIndex = start + size - payloadSize - MASK_BYTES;
        unmask(in, maskIndex + MASK_BYTES, payloadSize, in.getInt(maskIndex));
        in.readerIndex(start + size);
        handle((head & 0x80) != 0, head & 0x0F, in.slice(maskIndex + MASK_BYTES, payloadSize), allocator, sink);
        return true;
    }

    /** Checks the bytes of the header that have arrived; the whole frame's size, or -1 while it is unknown. */
    private int frameSize(ByteBuf in) throws ProtocolViolation {
        int available = in.readableBytes();
        if (available < 2) {
            return -1;
        }
        int start = in.readerIndex();
        int head = in.getByte(start);
        int second = in.getByte(start + 1);
        boolean masked = (second & 0x80) != 0;
        checkHead((head & 0x80) != 0, head & 0x70, head & 0x0F, second & 0x7F);
        if (!masked) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR);
        }
        int headerSize = headerSize(in, start);
        if (available < headerSize) {
            return -1;
        }
        long payloadSize = payloadSize(in, start);
        if (payloadSize < smallestOf(headerSize)) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR);
        }
        boolean control = (head & CONTROL) != 0;
        int before = fragments == null || control ? 0 : fragments.readableBytes();
        if (payloadSize > maxPayload - before) {
            throw new ProtocolViolation(CloseCode.TOO_BIG);
        }
        return headerSize + (int) payloadSize;
    }

    private void checkHead(boolean fin, int reserved, int opcode, int length) throws ProtocolViolation {
        boolean known = switch (opcode) {
            case CONTINUATION -> fragmentedOpcode != 0;
            case TEXT, BINARY -> fragmentedOpcode == 0;
            case CLOSE, PING, PONG -> fin && length <= MAX_CONTROL_PAYLOAD;
            default -> false;
        };
        if (reserved != 0 || !known) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR);
        }
    }

    private static int headerSize(ByteBuf in, int start) {
        int length = in.getByte(start + 1) & 0x7F;
        int extended = length == 126 ? Short.BYTES : length == 127 ? Long.BYTES : 0;
        return 2 + extended + MASK_BYTES;
    }

    /** The smallest payload that needs a header of this size: a length must have its shortest encoding. */
    private static int smallestOf(int headerSize) {
        return switch (headerSize - MASK_BYTES) {
            case 2 + Short.BYTES -> 126;
            case 2 + Long.BYTES -> 1 << 16;
            default -> 0;
        };
    }

    private static long payloadSize(ByteBuf in, int start) {
        int length = in.getByte(start + 1) & 0x7F;
        return length == 126 ? in.getUnsignedShort(start + 2) : length == 127 ? in.getLong(start + 2) : length;
    }

    private static void unmask(ByteBuf bytes, int start, int size, int mask) {
        long wideMask = ((mask & 0xFFFF_FFFFL) << 32) | (mask & 0xFFFF_FFFFL);
        int index = start;
        int end = start + size;
        for (; end - index >= Long.BYTES; index += Long.BYTES) {
            bytes.setLong(index, bytes.getLong(index) ^ wideMask);
        }
        for (int shift = 24; index < end; index++, shift = (shift - 8) & 31) {
            bytes.setByte(index, bytes.getByte(index) ^ (mask >>> shift));
        }
    }

    private void handle(boolean fin, int opcode, ByteBuf payload, ByteBufAllocator allocator, Sink sink)
            throws ProtocolViolation {
        switch (opcode) {
            case PING -> sink.ping(payload);
            case PONG -> sink.other();
            case CLOSE -> sink.clientCloses(answerTo(payload));
            default -> data(fin, opcode, payload, allocator, sink);
        }
    }

    private void data(boolean fin, int opcode, ByteBuf payload, ByteBufAllocator allocator, Sink sink)
            throws ProtocolViolation {
        if (fin && fragmentedOpcode == 0) {
            message(opcode == TEXT, payload, sink);
            return;
        }
        if (fragments == null) {
            fragmentedOpcode = opcode;
            fragments = allocator.buffer(payload.readableBytes());
        }
        fragments.writeBytes(payload);
        if (fin) {
            boolean text = fragmentedOpcode == TEXT;
            ByteBuf whole = fragments.retain();
            dropFragments();
            try {
                message(text, whole, sink);
            } finally {
                whole.release();
            }
        } else {
            sink.other();
        }
    }

    private static void message(boolean text, ByteBuf payload, Sink sink) throws ProtocolViolation {
        if (text && !Utf8.isValid(payload)) {
            throw new ProtocolViolation(CloseCode.INVALID_DATA);
        }
        sink.message(text, payload);
    }

    private static int answerTo(ByteBuf payload) throws ProtocolViolation {
        if (!payload.isReadable()) {
            return CloseCode.NORMAL.number();
        }
        int code = payload.readableBytes() < Short.BYTES ? 0 : payload.readUnsignedShort();
        if (!CloseCode.isAllowedFromClient(code)) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR);
        }
        if (!Utf8.isValid(payload)) {
            throw new ProtocolViolation(CloseCode.INVALID_DATA);
        }
        return code;
    }

    private void dropFragments() {
        fragmentedOpcode = 0;
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }
}
