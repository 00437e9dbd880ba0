package dev.turnout.engine.websocket;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;

/** A channel whose client can stop reading, so that what is written to it waits. */
final class StallingChannel extends EmbeddedChannel {

    private boolean stalled;

    void stall() {
        stalled = true;
    }

    void readAgain() {
        stalled = false;
        unsafe().flush();
        runPendingTasks();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!stalled) {
            super.doWrite(in);
        }
    }
}
