package dev.turnout.engine.nettysocketio;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** The end of the pipeline: a failure nobody else dealt with ends its connection, quietly. */
final class FailuresEndHere extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        ctx.close();
    }
}
