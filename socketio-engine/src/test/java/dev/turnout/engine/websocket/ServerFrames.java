package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads frames as a client does; complains about those that no server may send. */
public final class ServerFrames {

    /** One whole message or control frame. */
    public static final class ServerFrame {

        private final int opcode;
        private final byte[] payload;

        ServerFrame(int opcode, byte[] payload) {
            this.opcode = opcode;
            this.payload = payload;
        }

        public int opcode() {
            return opcode;
        }

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The status of a close frame. */
        public int closeCode() {
            return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        }

        /** Text as it is, binary as {@code <0102>}, a close frame as {@code close 1000}, a pong as {@code pong hi}. */
        @Override
        public String toString() {
            return switch (opcode) {
                case ClientFrames.TEXT -> text();
                case ClientFrames.BINARY -> "<" + HexFormat.of().formatHex(payload) + ">";
                case ClientFrames.CLOSE -> "close " + closeCode();
                case ClientFrames.PING -> "ping";
                case ClientFrames.PONG -> "pong " + text();
                default -> throw new AssertionError("a server sends no frame of opcode " + opcode);
            };
        }
    }

    private ServerFrames() {}

    /** The frames of a buffer that holds nothing else; releases it. */
    public static List<ServerFrame> all(ByteBuf bytes) {
        List<ServerFrame> frames = new ArrayList<>();
        try {
            while (bytes.isReadable()) {
                frames.add(next(bytes).orElseThrow(() -> new AssertionError("half a frame")));
            }
        } finally {
            bytes.release();
        }
        return frames;
    }

    /** The next frame, if all of it has come; what is read is taken off the buffer. */
    public static Optional<ServerFrame> next(ByteBuf bytes) {
        if (bytes.readableBytes() < 2) {
            return Optional.empty();
        }
        int start = bytes.readerIndex();
        int head = bytes.getByte(start);
        int length = bytes.getByte(start + 1);
        if ((head & 0xF0) != 0x80 || length < 0) {
            throw new AssertionError("a fragment, a reserved bit or a mask: " + ByteBufUtil.hexDump(bytes));
        }
        int headerSize = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (bytes.readableBytes() < headerSize) {
            return Optional.empty();
        }
        int size = length < 126
                ? length
                : length == 126 ? bytes.getUnsignedShort(start + 2) : (int) bytes.getLong(start + 2);
        if (bytes.readableBytes() < headerSize + size) {
            return Optional.empty();
        }
        byte[] payload = new byte[size];
        bytes.skipBytes(headerSize).readBytes(payload);
        return Optional.of(new ServerFrame(head & 0x0F, payload));
    }
}
