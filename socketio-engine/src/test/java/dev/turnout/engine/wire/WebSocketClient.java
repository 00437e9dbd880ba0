package dev.turnout.engine.wire;

import dev.turnout.engine.websocket.ClientFrames;
import dev.turnout.engine.websocket.ServerFrames;
import dev.turnout.engine.websocket.ServerFrames.ServerFrame;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A WebSocket client that sends and receives frame by frame. */
final class WebSocketClient implements Closeable {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final RawConnection connection;
    private final ByteBuf received = Unpooled.buffer();

    private WebSocketClient(RawConnection connection) {
        this.connection = connection;
    }

    static WebSocketClient open(int port, String target) {
        return open(RawConnection.to(port), target);
    }

    /** The opening handshake on a connection that may have had other requests before. */
    static WebSocketClient open(RawConnection connection, String target, String... headers) {
        HttpAnswer answer = handshake(connection, target, headers);
        if (answer.status() != 101 || !answer.header("Sec-WebSocket-Accept").equals(ACCEPT)) {
            throw new AssertionError("the handshake was answered " + answer);
        }
        return new WebSocketClient(connection);
    }

    /** The answer to an opening handshake that may be refused. */
    static HttpAnswer handshake(RawConnection connection, String target, String... headers) {
        connection.send(opening(target, headers));
        return connection.answer();
    }

    static String opening(String target, String... headers) {
        List<String> all = new ArrayList<>(List.of(
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Version: 13"));
        all.addAll(List.of(headers));
        return RawConnection.head("GET", target, all.toArray(String[]::new)) + "\r\n";
    }

    /** For a connection on which the opening handshake has been done. */
    static WebSocketClient on(RawConnection connection) {
        return new WebSocketClient(connection);
    }

    // ---- to the server

    WebSocketClient send(String... packets) {
        for (String packet : packets) {
            connection.send(ClientFrames.text(packet));
        }
        return this;
    }

    WebSocketClient send(byte[] binary) {
        connection.send(ClientFrames.binary(binary));
        return this;
    }

    void write(byte[] frames) {
        connection.send(frames);
    }

    void sendClose(int code) {
        connection.send(ClientFrames.close(code));
    }

    // ---- from the server

    /** The next frame, as {@link ServerFrame#toString} shows it; waits for it. */
    String next() {
        return nextFrame().toString();
    }

    List<String> next(int frames) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            all.add(next());
        }
        return all;
    }

    private ServerFrame nextFrame() {
        Optional<ServerFrame> frame = ServerFrames.next(received);
        while (frame.isEmpty()) {
            received.writeByte(connection.octet());
            frame = ServerFrames.next(received);
        }
        received.discardReadBytes();
        return frame.get();
    }

    /** Waits for the end of the connection: whether it comes before another frame. */
    boolean awaitClosed() {
        return connection.awaitClosed();
    }

    boolean isSilentFor(Duration time) {
        return connection.isSilentFor(time);
    }

    /** Answers the server's close frame, if this is the next one, and waits for the end of the connection. */
    boolean completesClose(int code) {
        boolean closing = next().equals("close " + code);
        sendClose(code);
        return closing && awaitClosed();
    }

    void reset() {
        connection.reset();
    }

    void finishSending() {
        connection.finishSending();
    }

    @Override
    public void close() {
        connection.close();
    }
}
