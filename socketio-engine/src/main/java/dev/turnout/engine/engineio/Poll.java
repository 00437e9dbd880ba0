package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBuf;

/** A polling request that waits for its answer; answered once. Any thread. */
interface Poll {

    /** Answers with a payload; takes ownership. */
    void payload(boolean binary, ByteBuf payload);

    void refuse(HandshakeError error);
}
