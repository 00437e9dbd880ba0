package dev.turnout.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Socket;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Takes the open socket out of a channel, which is no longer used afterwards. The last handler of the channel. */
final class SocketDetacher extends ChannelInboundHandlerAdapter {

    /** Receives the socket, and the bytes that were read from it before. */
    interface Receiver {
        void detached(Socket socket, ByteBuf early);
    }

    private final Consumer<Throwable> onFailed;
    private ByteBuf early = Unpooled.EMPTY_BUFFER;

    private SocketDetacher(Consumer<Throwable> onFailed) {
        this.onFailed = onFailed;
    }

    /** Whether it is a socket of epoll, nothing before HTTP transforms its bytes, and all answers have been written. */
    static boolean isPossible(Channel channel) {
        ChannelOutboundBuffer unwritten = channel.unsafe().outboundBuffer();
        return channel instanceof EpollSocketChannel
                && channel.pipeline().first() instanceof ReceivedBytes
                && unwritten != null
                && unwritten.isEmpty();
    }

    /** @param onFailed called with a failure of the channel, which is closed afterwards */
    static SocketDetacher addTo(Channel channel, Consumer<Throwable> onFailed) {
        SocketDetacher detacher = new SocketDetacher(onFailed);
        channel.pipeline().addLast(detacher);
        return detacher;
    }

    /**
     * Detaches the socket. Called on the channel's loop.
     *
     * @param receiver runs on the owner's loop, later
     * @param onClosed runs when the channel has closed before, or the owner's loop has stopped
     */
    void detach(Channel channel, EventLoop owner, Receiver receiver, Runnable onClosed) {
        channel.deregister().addListener(deregistered -> {
            if (owner.inEventLoop()) {
                handOver(channel, receiver, onClosed);
                return;
            }
            try {
                owner.execute(() -> handOver(channel, receiver, onClosed));
            } catch (RejectedExecutionException e) {
                channel.unsafe().closeForcibly();
                handOver(channel, receiver, onClosed);
            }
        });
    }

    private void handOver(Channel channel, Receiver receiver, Runnable onClosed) {
        if (channel.isOpen()) {
            receiver.detached((Socket) ((EpollSocketChannel) channel).fd(), early);
        } else {
            early.release();
            onClosed.run();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        early = early.isReadable()
                ? ctx.alloc().compositeBuffer().addComponent(true, early).addComponent(true, bytes)
                : bytes;
    }

    /** A WebSocket closes in both directions. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        onFailed.accept(cause);
        ctx.close();
    }
}
