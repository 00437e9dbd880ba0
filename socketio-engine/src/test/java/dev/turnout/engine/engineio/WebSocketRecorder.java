package dev.turnout.engine.engineio;

import dev.turnout.engine.websocket.CloseCode;
import dev.turnout.engine.websocket.ServerFrames;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's websocket and what is sent to it; the client can stop reading for a while. */
final class WebSocketRecorder implements WebSocket {

    private final List<String> received = new ArrayList<>();
    private final List<ByteBuf> shared = new ArrayList<>();
    private final List<Runnable> whenDrained = new ArrayList<>();
    private @Nullable Listener listener;
    private long pendingBytes;
    private boolean reads = true;
    private boolean ended;
    private @Nullable Error failure;

    /** What the session that opened it is to it. */
    WebSocketRecorder opens(Listener whoListens) {
        listener = whoListens;
        return this;
    }

    // ---- the client

    void sends(String packet) {
        message(true, packet.getBytes(StandardCharsets.UTF_8));
    }

    void sendsBinary(String hex) {
        message(false, HexFormat.of().parseHex(hex));
    }

    private void message(boolean text, byte[] payload) {
        if (!ended) {
            listener().message(this, text, Unpooled.wrappedBuffer(payload));
        }
    }

    void sendsOtherFrame() {
        listener().otherFrame(this);
    }

    void violates(CloseCode code) {
        listener().violated(this, code);
    }

    void closesConnection() {
        ended = true;
        listener().closed(this);
    }

    void stopsReading() {
        reads = false;
    }

    void readsAgain() {
        reads = true;
        pendingBytes = 0;
        List<Runnable> tasks = List.copyOf(whenDrained);
        whenDrained.clear();
        tasks.forEach(Runnable::run);
    }

    /** Everything since the last look: packets, {@code close 1000}, {@code aborted}. */
    List<String> gets() {
        List<String> all = List.copyOf(received);
        received.clear();
        return all;
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    // ---- the session's view

    @Override
    public void handOver(Listener whoListens) {
        listener = whoListens;
    }

    @Override
    public ByteBufAllocator alloc() {
        return ByteBufAllocator.DEFAULT;
    }

    @Override
    public boolean isBacklogged() {
        return pendingBytes > 0;
    }

    /** Every send fails from now on. */
    void failsWith(Error error) {
        failure = error;
    }

    @Override
    public void send(ByteBuf frames) {
        if (failure != null) {
            frames.release();
            throw failure;
        }
        if (ended) {
            frames.release();
            return;
        }
        if (!reads) {
            pendingBytes += frames.readableBytes();
        }
        ServerFrames.all(frames).forEach(frame -> received.add(frame.toString()));
    }

    @Override
    public void sendShared(ByteBuf frames) {
        shared.add(frames);
        send(frames.retainedDuplicate());
    }

    /** What was sent to others too. */
    List<ByteBuf> shared() {
        return shared;
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public void whenDrained(Runnable task) {
        whenDrained.add(task);
    }

    @Override
    public void sendPing() {
        if (!ended) {
            received.add("ping");
        }
    }

    @Override
    public void close(int code) {
        if (failure != null) {
            throw failure;
        }
        if (!ended) {
            received.add("close " + code);
        }
        ended = true;
    }

    @Override
    public void abort() {
        received.add("aborted");
        ended = true;
    }
}
