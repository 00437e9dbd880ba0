package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
    public ByteBuf frames(WireForm form, ByteBufAllocator allocator) {
        ByteBuf shared = frames.get(form);
        if (shared == null) {
            shared = outbound.frames(form, allocator);
            frames.put(form, shared);
        }
        return shared.retainedDuplicate();
    }

    @Override
    public void close() {
        frames.values().forEach(ByteBuf::release);
        frames.clear();
    }
}
