package dev.turnout.engine.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/** Moves an open channel from its event loop to another one. */
final class LoopChange {

    private LoopChange() {}

    /**
     * Moves a channel that does not read; it reads again on the new loop. Called on the old loop.
     *
     * @param onMoved runs on the new loop, before the channel reads
     * @param onClosed runs when the channel had to be closed instead, because the new loop has stopped
     */
    static void move(Channel channel, EventLoop owner, Runnable onMoved, Runnable onClosed) {
        channel.deregister()
                .addListener(left -> owner.register(channel).addListener(arrived -> {
                    if (arrived.isSuccess()) {
                        onMoved.run();
                        channel.config().setAutoRead(true);
                    } else {
                        channel.unsafe().closeForcibly();
                        onClosed.run();
                    }
                }));
    }
}
