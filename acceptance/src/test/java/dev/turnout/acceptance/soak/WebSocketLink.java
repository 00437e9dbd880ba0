package dev.turnout.acceptance.soak;

import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** An Engine.IO session over a WebSocket. */
final class WebSocketLink implements Link {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final RawWebSocket socket;

    private WebSocketLink(RawWebSocket socket) {
        this.socket = socket;
    }

    /** @param target path and query, with {@code transport=websocket} */
    static WebSocketLink open(Endpoint endpoint, String target, Cookies cookies) {
        RawConnection connection = endpoint.connect();
        connection.send(RawWebSocket.handshake(target, cookies.headers()));
        HttpAnswer answer = connection.answer();
        if (answer.status() != 101) {
            connection.close();
            throw new UncheckedIOException(new IOException("the handshake was answered " + answer));
        }
        cookies.read(answer);
        return new WebSocketLink(RawWebSocket.after(connection));
    }

    @Override
    public void send(String packet) {
        socket.send(packet);
    }

    /** The next text message; waits for it. */
    String text() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TIMEOUT.toNanos()) {
            List<String> packets = receive(TIMEOUT);
            if (!packets.isEmpty()) {
                return packets.get(0);
            }
        }
        throw new UncheckedIOException(new SocketTimeoutException("no message"));
    }

    @Override
    public List<String> receive(Duration time) {
        if (!socket.connection().hasByteWithin(time)) {
            return List.of();
        }
        RawWebSocket.Frame frame = socket.frame();
        return switch (frame.opcode()) {
            case RawWebSocket.TEXT -> List.of(frame.text());
            case RawWebSocket.PING -> {
                byte[] payload = new byte[frame.payload().remaining()];
                frame.payload().get(payload);
                socket.send(true, RawWebSocket.PONG, payload);
                yield List.of();
            }
            case RawWebSocket.CLOSE ->
                throw new UncheckedIOException(new EOFException("closed with status " + frame.closeCode()));
            default -> throw new AssertionError("a frame with opcode " + frame.opcode());
        };
    }

    @Override
    public void reset() {
        socket.connection().reset();
    }
}
