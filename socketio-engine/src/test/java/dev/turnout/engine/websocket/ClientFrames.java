package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Writes frames as a client does, and as none should (RFC 6455, section 5.2). */
public final class ClientFrames {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    /** How a length is written: the shortest way, or one of the longer ones. */
    public enum LengthForm {
        SHORTEST,
        SIXTEEN_BITS,
        SIXTY_FOUR_BITS
    }

    private ClientFrames() {}

    public static byte[] text(String message) {
        return frame(true, TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] binary(byte... message) {
        return frame(true, BINARY, message);
    }

    public static byte[] close(int code) {
        return frame(true, CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    public static byte[] pong() {
        return frame(true, PONG, new byte[0]);
    }

    /** A masked frame with the shortest length. */
    public static byte[] frame(boolean fin, int opcode, byte[] payload) {
        return frame((fin ? FIN : 0) | opcode, payload, true, LengthForm.SHORTEST);
    }

    /** @param head the frame's first byte: FIN, the reserved bits, the opcode */
    public static byte[] frame(int head, byte[] payload, boolean masked, LengthForm form) {
        ByteBuf out = Unpooled.buffer(payload.length + 14);
        out.writeByte(head);
        length(out, payload.length, masked ? MASKED : 0, form);
        if (masked) {
            out.writeBytes(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            out.writeByte(masked ? payload[i] ^ MASK[i & 3] : payload[i]);
        }
        byte[] frame = new byte[out.readableBytes()];
        out.readBytes(frame);
        return frame;
    }

    /** A header that promises this many bytes. */
    static byte[] headerOf(int head, long length) {
        ByteBuf out = Unpooled.buffer(14);
        out.writeByte(head);
        length(out, length, MASKED, length < 0 ? LengthForm.SIXTY_FOUR_BITS : LengthForm.SHORTEST);
        out.writeBytes(MASK);
        byte[] header = new byte[out.readableBytes()];
        out.readBytes(header);
        return header;
    }

    private static void length(ByteBuf out, long length, int mask, LengthForm form) {
        if (form == LengthForm.SIXTY_FOUR_BITS || length > 0xFFFF) {
            out.writeByte(mask | 127).writeLong(length);
        } else if (form == LengthForm.SIXTEEN_BITS || length > 125) {
            out.writeByte(mask | 126).writeShort((int) length);
        } else {
            out.writeByte(mask | (int) length);
        }
    }
}
