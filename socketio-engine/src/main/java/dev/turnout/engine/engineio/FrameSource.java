package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Something to send, and its websocket frames: made anew for one client, shared in a broadcast. */
public interface FrameSource {

    Outbound outbound();

    /** The frames in this form; the caller owns one reference. */
    ByteBuf frames(WireForm form, ByteBufAllocator allocator);
}
