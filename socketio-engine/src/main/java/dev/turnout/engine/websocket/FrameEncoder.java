package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;

/** Encodes a server's frames: unfragmented and unmasked (RFC 6455, section 5.2). */
public final class FrameEncoder {

    private static final int FIN = 0x80;
    private static final int TEXT = FIN | 0x1;
    private static final int BINARY = FIN | 0x2;
    private static final int CLOSE = FIN | 0x8;
    private static final int PING = FIN | 0x9;
    private static final int PONG = FIN | 0xA;

    private static final int MAX_SHORT = 125;
    private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

    /** The largest header in bytes. */
    public static final int MAX_HEADER = 10;

    private FrameEncoder() {}

    public static void text(ByteBuf out, byte[] message) {
        header(out, TEXT, message.length);
        out.writeBytes(message);
    }

    public static void binaryHeader(ByteBuf out, int payloadSize) {
        header(out, BINARY, payloadSize);
    }

    static void ping(ByteBuf out) {
        header(out, PING, 0);
    }

    static void pong(ByteBuf out, ByteBuf payload) {
        header(out, PONG, payload.readableBytes());
        out.writeBytes(payload);
    }

    static void close(ByteBuf out, int code) {
        header(out, CLOSE, Short.BYTES);
        out.writeShort(code);
    }

    private static void header(ByteBuf out, int head, int payloadSize) {
        out.writeByte(head);
        if (payloadSize <= MAX_SHORT) {
            out.writeByte(payloadSize);
        } else if (payloadSize <= MAX_UNSIGNED_SHORT) {
            out.writeByte(126).writeShort(payloadSize);
        } else {
            out.writeByte(127).writeLong(payloadSize);
        }
    }
}
