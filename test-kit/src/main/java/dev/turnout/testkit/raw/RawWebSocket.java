package dev.turnout.testkit.raw;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket that sends the given frames, valid or not. */
public final class RawWebSocket implements Closeable {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int MASK = 0x37FA213D;

    /** A frame from the server. */
    public record Frame(int opcode, ByteBuffer payload) {

        public String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }

        /** The status of a close frame. */
        public int closeCode() {
            return payload.getShort(0) & 0xFFFF;
        }
    }

    private final RawConnection connection;

    private RawWebSocket(RawConnection connection) {
        this.connection = connection;
    }

    /** The handshake request. */
    public static String handshake(String target, String... headers) {
        return RawConnection.head("GET", target, headers)
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    public static RawWebSocket open(int port, String target, String... headers) {
        return over(RawConnection.to(port), target, headers);
    }

    public static RawWebSocket over(RawConnection connection, String target, String... headers) {
        connection.send(handshake(target, headers));
        return opened(connection);
    }

    /** Reads the response to a handshake that was sent already. */
    public static RawWebSocket opened(RawConnection connection) {
        HttpAnswer answer = connection.answer();
        if (answer.status() != 101) {
            throw new AssertionError("the handshake was answered " + answer);
        }
        return after(connection);
    }

    /** After the response to a handshake was read, and found to be 101. */
    public static RawWebSocket after(RawConnection connection) {
        return new RawWebSocket(connection);
    }

    public RawConnection connection() {
        return connection;
    }

    public RawWebSocket send(String text) {
        return send(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public RawWebSocket send(boolean fin, int opcode, byte[] payload) {
        connection.send(frame(fin, opcode, payload));
        return this;
    }

    public static byte[] frame(boolean fin, int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        header(frame, fin, opcode, payload.length);
        frame.putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i & 3)))));
        }
        return written(frame);
    }

    /** The header of a frame whose payload has this length, without the payload. */
    public static byte[] frameHeader(int opcode, long length) {
        ByteBuffer frame = ByteBuffer.allocate(14);
        header(frame, true, opcode, length);
        return written(frame.putInt(MASK));
    }

    private static void header(ByteBuffer frame, boolean fin, int opcode, long length) {
        frame.put((byte) ((fin ? 0x80 : 0) | opcode));
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 0x10000) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
    }

    private static byte[] written(ByteBuffer frame) {
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The next frame. */
    public Frame frame() {
        int opcode = connection.octet() & 0x0F;
        int length = connection.octet();
        if (length == 126) {
            length = ByteBuffer.wrap(connection.bytes(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = (int) ByteBuffer.wrap(connection.bytes(8)).getLong();
        }
        return new Frame(opcode, ByteBuffer.wrap(connection.bytes(length)));
    }

    /** The next text message; answers WebSocket pings, and Engine.IO pings of the server, before it. */
    public String text() {
        while (true) {
            Frame frame = frame();
            if (frame.opcode() == PING) {
                byte[] payload = new byte[frame.payload().remaining()];
                frame.payload().get(payload);
                send(true, PONG, payload);
            } else if (frame.opcode() == TEXT && frame.text().equals("2")) {
                send("3");
            } else if (frame.opcode() == TEXT) {
                return frame.text();
            } else {
                throw new AssertionError("not a text frame: opcode " + frame.opcode() + " " + frame.text());
            }
        }
    }

    /** Answers the WebSocket pings that arrive within this time; other frames are skipped. */
    public void answerPings(Duration time) {
        if (connection.hasByteWithin(time)) {
            Frame frame = frame();
            if (frame.opcode() == PING) {
                byte[] payload = new byte[frame.payload().remaining()];
                frame.payload().get(payload);
                send(true, PONG, payload);
            }
        }
    }

    /** The status of the server's close frame; frames before it are skipped. */
    public int closeCode() {
        Frame frame = frame();
        while (frame.opcode() != CLOSE) {
            frame = frame();
        }
        return frame.closeCode();
    }

    @Override
    public void close() {
        connection.close();
    }
}
