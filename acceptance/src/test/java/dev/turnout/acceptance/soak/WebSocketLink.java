package dev.turnout.acceptance.soak;

import dev.turnout.testkit.raw.RawWebSocket;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** An Engine.IO session over a WebSocket. */
final class WebSocketLink implements Link {

    private final RawWebSocket socket;

    WebSocketLink(RawWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public void send(String packet) {
        socket.send(packet);
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
