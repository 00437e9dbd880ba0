package dev.turnout.engine.engineio;

import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Map;

/**
 * A broadcast on one loop: each wire form is written once, its bytes are shared by reference count. Used within one task
 * and closed at its end.
 */
public final class SharedFrames implements FrameSource, AutoCloseable {

    private final Outbound outbound;
    private final Map<WireForm, ByteBuf> frames = new EnumMap<>(WireForm.class);

    public SharedFrames(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public void sendTo(WebSocket socket, WireForm form) {
        ByteBuf shared = frames.get(form);
        if (shared == null) {
            shared = outbound.frames(form, socket.alloc());
            frames.put(form, shared);
        }
        socket.sendShared(shared);
    }

    @Override
    public void close() {
        frames.values().forEach(ByteBuf::release);
        frames.clear();
    }
}
