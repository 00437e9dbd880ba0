package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * A WebSocket on a Netty channel, for TLS and where there is no epoll: the last handler, and but for TLS the only one.
 */
public final class WebSocketHandler extends WebSocketConnection {

    private final Channel channel;

    /** Adds itself to the channel's pipeline. */
    public WebSocketHandler(Options options, Channel channel) {
        super(options);
        this.channel = channel;
        channel.pipeline().addLast(new Inbound());
    }

    @Override
    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    @Override
    boolean isOpen() {
        return channel.isActive();
    }

    @Override
    int sendDirectly(ByteBuf bytes) {
        return 0;
    }

    @Override
    void enqueue(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    void flush() {
        channel.flush();
    }

    @Override
    boolean isBehind() {
        return pendingBytes() > 0;
    }

    @Override
    boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void whenDrained(Runnable task) {
        // after the flush that drained it, which still counts this marker as pending
        channel.writeAndFlush(alloc().buffer(0)).addListener(written -> {
            if (written.isSuccess()) {
                channel.eventLoop().execute(task);
            }
        });
    }

    @Override
    void writeLast(ByteBuf frame, AfterLast after) {
        ChannelFuture written = channel.writeAndFlush(frame);
        switch (after) {
            case WAIT -> {}
            case SHUT_DOWN_OUTPUT -> HalfClose.after(written);
            case CLOSE -> written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    void closeNow() {
        channel.close();
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received((ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            flushAfterReading();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connectionClosed();
        }

        /** A half-close that arrived before the upgrade: a WebSocket closes in both directions. */
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failed(cause); // channelInactive notifies the listener
        }
    }
}
