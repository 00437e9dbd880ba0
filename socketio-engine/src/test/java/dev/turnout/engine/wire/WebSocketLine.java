package dev.turnout.engine.wire;

import dev.turnout.engine.websocket.ClientFrames;
import dev.turnout.engine.websocket.ServerFrames;
import dev.turnout.engine.websocket.ServerFrames.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A websocket client that sends and takes frame by frame. */
final class WebSocketLine implements Closeable {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final HttpLine line;
    private final ByteBuf received = Unpooled.buffer();

    private WebSocketLine(HttpLine line) {
        this.line = line;
    }

    static WebSocketLine open(int port, String target) {
        return open(new HttpLine(port), target);
    }

    /** The opening handshake on a line that may have seen other requests. */
    static WebSocketLine open(HttpLine line, String target, String... headers) {
        HttpLine.Answer answer = handshake(line, target, headers);
        if (answer.status() != 101 || !answer.header("Sec-WebSocket-Accept").equals(ACCEPT)) {
            throw new AssertionError("no websocket: " + answer);
        }
        return new WebSocketLine(line);
    }

    /** The answer to an opening handshake that may be refused. */
    static HttpLine.Answer handshake(HttpLine line, String target, String... headers) {
        line.write(opening(target, headers));
        return line.answer();
    }

    static String opening(String target, String... headers) {
        List<String> all = new ArrayList<>(List.of(
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Version: 13"));
        all.addAll(List.of(headers));
        return HttpLine.head("GET", target, all.toArray(String[]::new)) + "\r\n";
    }

    /** For a line on which the opening handshake has been done. */
    static WebSocketLine on(HttpLine line) {
        return new WebSocketLine(line);
    }

    // ---- to the server

    WebSocketLine send(String... packets) {
        for (String packet : packets) {
            line.write(ClientFrames.text(packet));
        }
        return this;
    }

    WebSocketLine send(byte[] binary) {
        line.write(ClientFrames.binary(binary));
        return this;
    }

    void write(byte[] frames) {
        line.write(frames);
    }

    void sendClose(int code) {
        line.write(ClientFrames.close(code));
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
            try {
                received.writeByte(line.read());
            } catch (EOFException e) {
                throw new UncheckedIOException(e);
            }
            frame = ServerFrames.next(received);
        }
        received.discardReadBytes();
        return frame.get();
    }

    /** Whether the server hangs up without another frame. */
    boolean isHungUp() {
        return line.isHungUp();
    }

    boolean isSilentFor(Duration time) {
        return line.isSilentFor(time);
    }

    /** Answers the server's close frame and waits for the end of the line. */
    boolean completesClose(int code) {
        boolean said = next().equals("close " + code);
        sendClose(code);
        return said && isHungUp();
    }

    void reset() {
        line.reset();
    }

    void finishSending() {
        line.finishSending();
    }

    @Override
    public void close() {
        line.close();
    }
}
