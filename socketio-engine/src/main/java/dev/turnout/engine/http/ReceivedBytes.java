package dev.turnout.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Counts what arrives for the HTTP decoder, which does not show how much of a head it holds. */
final class ReceivedBytes extends ChannelInboundHandlerAdapter {

    private final UnhandledBytes unhandled;

    ReceivedBytes(UnhandledBytes unhandled) {
        this.unhandled = unhandled;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            unhandled.arrived(bytes.readableBytes());
        }
        ctx.fireChannelRead(message);
    }
}
