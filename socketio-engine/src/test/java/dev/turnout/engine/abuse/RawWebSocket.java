package dev.turnout.engine.abuse;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A websocket that sends the frames it is told to, right or wrong. */
final class RawWebSocket implements Closeable {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int MASK = 0x37FA213D;

    /** A frame from the server. */
    record Frame(int opcode, ByteBuffer payload) {

        String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }

        /** The status of a close frame. */
        int closeCode() {
            return payload.getShort(0) & 0xFFFF;
        }
    }

    final RawConnection connection;

    private RawWebSocket(RawConnection connection) {
        this.connection = connection;
    }

    static String handshake(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    /** Makes the connection a websocket. */
    static RawWebSocket over(RawConnection connection, String target) throws IOException {
        connection.send(handshake(target));
        return opened(connection);
    }

    /** Reads the answer to a handshake that was sent already. */
    static RawWebSocket opened(RawConnection connection) throws IOException {
        RawConnection.Answer answer = connection.answer();
        if (answer.status() != 101) {
            throw new IOException("no websocket: " + answer);
        }
        return new RawWebSocket(connection);
    }

    RawWebSocket send(String text) throws IOException {
        return send(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    RawWebSocket send(boolean fin, int opcode, byte[] payload) throws IOException {
        connection.send(frame(fin, opcode, payload));
        return this;
    }

    static byte[] frame(boolean fin, int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        header(frame, fin, opcode, payload.length);
        frame.putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i & 3)))));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
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

    /** A header that announces a payload of this length, and nothing of it. */
    static byte[] announcement(int opcode, long length) {
        ByteBuffer frame = ByteBuffer.allocate(14);
        header(frame, true, opcode, length);
        frame.putInt(MASK);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    Frame frame() throws IOException {
        int opcode = connection.octet() & 0x0F;
        int length = connection.octet();
        if (length == 126) {
            length = ByteBuffer.wrap(connection.bytes(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = (int) ByteBuffer.wrap(connection.bytes(8)).getLong();
        }
        return new Frame(opcode, ByteBuffer.wrap(connection.bytes(length)));
    }

    /** The next text message; answers pings of the server on the way. */
    String text() throws IOException {
        Frame frame = frame();
        while (frame.opcode() == TEXT && frame.text().equals("2")) {
            send("3");
            frame = frame();
        }
        if (frame.opcode() != TEXT) {
            throw new IOException("no text: opcode " + frame.opcode());
        }
        return frame.text();
    }

    /** The status with which the server closes; what it sends before is dropped. */
    int closeCode() throws IOException {
        Frame frame = frame();
        while (frame.opcode() != CLOSE) {
            frame = frame();
        }
        return frame.closeCode();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
