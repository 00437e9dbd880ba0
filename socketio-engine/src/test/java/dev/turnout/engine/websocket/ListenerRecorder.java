package dev.turnout.engine.websocket;

import dev.turnout.engine.ConnectionLedger.SessionPermit;
import dev.turnout.engine.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that records what happens as text, and a permit that counts the bytes of incomplete messages. */
public class ListenerRecorder implements WebSocket.Listener, SessionPermit {

    private final List<String> received;
    private volatile int most = 1000;
    private final AtomicInteger retained = new AtomicInteger();

    /** @param received gets a line for each call, on the connection's loop */
    public ListenerRecorder(List<String> received) {
        this.received = received;
    }

    /** Allows no more than so many bytes of incomplete messages. */
    void allows(int bytes) {
        most = bytes;
    }

    int retained() {
        return retained.get();
    }

    @Override
    public SessionPermit permit() {
        return this;
    }

    @Override
    public boolean retain(int bytes) {
        boolean granted = retained.get() + bytes <= most;
        retained.addAndGet(granted ? bytes : 0);
        return granted;
    }

    @Override
    public void free(int bytes) {
        retained.addAndGet(-bytes);
    }

    @Override
    public void connected() {}

    @Override
    public Optional<Refusal> refusal() {
        return Optional.empty();
    }

    @Override
    public void release() {}

    @Override
    public void message(WebSocket socket, boolean text, ByteBuf payload) {
        received.add(
                text ? "text " + payload.toString(StandardCharsets.UTF_8) : "binary " + ByteBufUtil.hexDump(payload));
    }

    @Override
    public void otherFrame(WebSocket socket) {
        received.add("other");
    }

    @Override
    public void violated(WebSocket socket, CloseCode code) {
        received.add("violated " + code);
    }

    @Override
    public void failed(WebSocket socket, Throwable cause) {
        received.add("failed: " + cause.getMessage());
    }

    @Override
    public void closed(WebSocket socket) {
        received.add("closed");
    }
}
