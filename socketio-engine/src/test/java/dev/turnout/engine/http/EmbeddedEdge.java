package dev.turnout.engine.http;

import io.netty.channel.embedded.EmbeddedChannel;

/** Puts the pipeline of every connection on a channel without a socket. */
public final class EmbeddedEdge {

    private EmbeddedEdge() {}

    public static void connect(EmbeddedChannel channel, HttpEdge edge) {
        channel.pipeline().addLast(new PipelineInitializer(edge, null));
    }
}
