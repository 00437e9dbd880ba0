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
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection: the only handler left on its channel, but for TLS. Confined to the channel's event loop.
 *
 * <p>Until {@link #open} it keeps what the client sends; afterwards messages go to the listener, control frames are
 * answered here.
 */
public final class WebSocketHandler extends ChannelInboundHandlerAdapter implements WebSocket, FrameDecoder.Sink {

    private final FrameDecoder decoder;
    private final boolean honoursCloseFrame;
    private @Nullable Listener listener;
    private @Nullable Channel channel;
    private @Nullable Socket direct;
    private @Nullable ByteBuf early;
    private boolean closeSent;
    private boolean ended;
    private boolean closed;
    private boolean reading;
    private boolean flushAfterRead;
    private boolean backlogBeforeRead;
    private boolean behind = true;
    private int retainedBytes;

    /**
     * @param maxPayload bytes of one message
     * @param honoursCloseFrame see {@link OpeningHandshake#honoursCloseFrame}
     */
    public WebSocketHandler(int maxPayload, boolean honoursCloseFrame) {
        this.decoder = new FrameDecoder(maxPayload);
        this.honoursCloseFrame = honoursCloseFrame;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    /** Passes messages to the listener from now on, first those that have already arrived. */
    public void open(Listener first) {
        listener = first;
        direct = DirectSocketWriter.under(channel(), this);
        ByteBuf bytes = early;
        early = null;
        if (bytes != null) {
            read(bytes);
            flushAfterReading();
        }
    }

    @Override
    public void handOver(Listener next) {
        listener = next;
    }

    @Override
    public ByteBufAllocator alloc() {
        return channel().alloc();
    }

    public Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return channel;
    }

    @Override
    public void send(ByteBuf frames) {
        frames.skipBytes(sendDirectly(frames));
        if (frames.isReadable()) {
            enqueue(frames);
        } else {
            frames.release();
        }
    }

    @Override
    public void sendShared(ByteBuf frames) {
        int sent = sendDirectly(frames);
        if (sent < frames.readableBytes()) {
            enqueue(frames.retainedDuplicate().skipBytes(sent));
        }
    }

    private int sendDirectly(ByteBuf frames) {
        return direct == null || reading || closeSent || isBehind() ? 0 : DirectSocketWriter.send(direct, frames);
    }

    private void enqueue(ByteBuf frames) {
        if (closeSent || !channel().isActive()) {
            frames.release();
            return;
        }
        behind = true;
        channel().write(frames, channel().voidPromise());
        if (reading) {
            flushAfterRead = true;
        } else {
            channel().flush();
        }
    }

    /** Whether bytes wait in the channel. The channel is consulted only after bytes were queued there. */
    private boolean isBehind() {
        behind = behind && pendingBytes() > 0;
        return behind;
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer buffer = channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public boolean isBacklogged() {
        return reading ? backlogBeforeRead || !channel().isWritable() : isBehind();
    }

    @Override
    public void whenDrained(Runnable task) {
        // after the flush that drained it, which still counts this marker as pending
        channel().writeAndFlush(channel().alloc().buffer(0)).addListener(written -> {
            if (written.isSuccess()) {
                channel().eventLoop().execute(task);
            }
        });
    }

    @Override
    public void sendPing() {
        ByteBuf frame = channel().alloc().buffer(FrameEncoder.MAX_HEADER);
        FrameEncoder.ping(frame);
        send(frame);
    }

    @Override
    public void close(int code) {
        if (!closeSent && honoursCloseFrame) {
            sendClose(code);
        } else if (!closeSent) {
            channel().flush();
            abort();
        }
    }

    private ChannelFuture sendClose(int code) {
        closeSent = true;
        ByteBuf frame = channel().alloc().buffer(FrameEncoder.MAX_HEADER);
        FrameEncoder.close(frame, code);
        return channel().writeAndFlush(frame);
    }

    @Override
    public void abort() {
        closeSent = true;
        ended = true;
        channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (listener == null) {
            early = early == null
                    ? bytes
                    : ctx.alloc().compositeBuffer().addComponent(true, early).addComponent(true, bytes);
        } else {
            read(bytes);
        }
    }

    private void read(ByteBuf bytes) {
        if (ended) {
            bytes.release();
            return;
        }
        backlogBeforeRead = isBacklogged();
        reading = true;
        try {
            decoder.decode(bytes, channel().alloc(), this);
        } catch (ProtocolViolation violation) {
            violated(violation.code());
        }
        if (!retained(closed ? 0 : decoder.retainedBytes())) {
            violated(CloseCode.POLICY_VIOLATION);
        }
    }

    private void violated(CloseCode code) {
        if (!closeSent) {
            HalfClose.after(sendClose(code.number()));
        }
        ended = true;
        decoder.release();
        retained(0);
        listener().violated(this, code);
    }

    /** Counts the bytes that are kept now; false when there may not be so many. */
    private boolean retained(int bytes) {
        int more = bytes - retainedBytes;
        if (more > 0 && !listener().permit().retain(more)) {
            return false;
        }
        if (more < 0) {
            listener().permit().free(-more);
        }
        retainedBytes = bytes;
        return true;
    }

    /** Completes the closing handshake: the server closes TCP first (RFC 6455, section 7.1.1). */
    @Override
    public void clientCloses(int code) {
        ended = true;
        if (closeSent) {
            channel().close();
        } else {
            sendClose(code).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushAfterReading();
    }

    private void flushAfterReading() {
        reading = false;
        if (flushAfterRead) {
            flushAfterRead = false;
            channel().flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        channelClosed();
    }

    /**
     * Ends this connection, once. Called by the mover when the channel closes between two loops, where Netty fires no
     * channelInactive.
     */
    public void channelClosed() {
        if (closed) {
            return;
        }
        closed = true;
        closeSent = true;
        ended = true;
        decoder.release();
        if (early != null) {
            early.release();
            early = null;
        }
        if (listener != null) {
            retained(0);
            listener.closed(this);
        }
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
        if (listener != null && !isOfClient(cause)) {
            listener.failed(this, cause);
        }
        ctx.close(); // channelInactive notifies the listener
    }

    /** Whether the client or its network caused it: a reset, or bytes that are no TLS. Everything else is a bug, or no memory. */
    public static boolean isOfClient(Throwable cause) {
        return cause instanceof IOException || cause instanceof DecoderException;
    }

    @Override
    public void message(boolean text, ByteBuf payload) {
        if (!closeSent) {
            listener().message(this, text, payload);
        }
    }

    @Override
    public void ping(ByteBuf payload) {
        listener().otherFrame(this);
        if (!channel().isWritable()) {
            return; // the client does not read, and only its latest ping has to be answered (RFC 6455, section 5.5.3)
        }
        ByteBuf pong = channel().alloc().buffer(FrameEncoder.MAX_HEADER + payload.readableBytes());
        FrameEncoder.pong(pong, payload);
        send(pong);
    }

    @Override
    public void other() {
        listener().otherFrame(this);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("not open yet");
        }
        return listener;
    }
}
