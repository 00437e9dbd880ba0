package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One websocket connection: the only handler left on its channel. Confined to the channel's event loop.
 *
 * <p>Until {@link #open} it keeps what the client sends; afterwards messages go to the listener, control frames are
 * answered here.
 */
public final class WebSocketHandler extends ChannelInboundHandlerAdapter implements WebSocket, FrameDecoder.Sink {

    private final FrameDecoder decoder;
    private final Runnable onInactive;
    private final boolean hearsClose;
    private @Nullable Listener listener;
    private @Nullable Channel channel;
    private @Nullable Socket direct;
    private @Nullable ByteBuf early;
    private boolean closeSent;
    private boolean ended;
    private boolean gone;
    private boolean reading;
    private boolean flushAfterRead;
    private boolean backlogBeforeRead;
    private boolean behind = true;

    /**
     * @param maxPayload bytes of one message
     * @param hearsClose whether the client takes notice of a close frame, see {@link Handshakes#hearsClose}
     * @param onInactive runs when the channel has closed, also when it never opened
     */
    public WebSocketHandler(int maxPayload, boolean hearsClose, Runnable onInactive) {
        this.decoder = new FrameDecoder(maxPayload);
        this.hearsClose = hearsClose;
        this.onInactive = onInactive;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    /** Starts to listen, and hears first what has come early. */
    public void open(Listener whoListens) {
        listener = whoListens;
        direct = DirectLine.under(channel(), this);
        ByteBuf bytes = early;
        early = null;
        if (bytes != null) {
            read(bytes);
            flushAfterReading();
        }
    }

    @Override
    public void handOver(Listener whoListens) {
        listener = whoListens;
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
        return direct == null || reading || closeSent || isBehind() ? 0 : DirectLine.send(direct, frames);
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

    /** Whether bytes wait in the channel; asks it only when some may. */
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
        return reading ? backlogBeforeRead : isBehind();
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
    public void close(CloseCode code) {
        if (!closeSent && hearsClose) {
            sendClose(code);
        } else if (!closeSent) {
            channel().flush();
            abort();
        }
    }

    private ChannelFuture sendClose(CloseCode code) {
        closeSent = true;
        ByteBuf frame = channel().alloc().buffer(Frames.MAX_HEADER);
        Frames.close(frame, code);
        return channel().writeAndFlush(frame);
    }

    /** Sends these bytes as they are and hangs up: for an HTTP answer to a connection that may not be a websocket. */
    public void refuse(ByteBuf answer) {
        closeSent = true;
        ended = true;
        channel().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
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
            if (!closeSent) {
                HalfClose.after(sendClose(violation.code()));
            }
            ended = true;
            listener().violated(this, violation.code());
        }
    }

    /** Both sides have said that they close: the line is cut. */
    @Override
    public void clientCloses(CloseCode code) {
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
        gone();
    }

    /** The channel has closed. Nobody but the caller can tell when that happens between two loops; once is enough. */
    public void gone() {
        if (gone) {
            return;
        }
        gone = true;
        closeSent = true;
        ended = true;
        decoder.release();
        if (early != null) {
            early.release();
            early = null;
        }
        onInactive.run();
        if (listener != null) {
            listener.closed(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a reset by the peer; whoever listens hears of the close
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
            return; // only the latest ping has to be answered (RFC 6455, section 5.5.3), and nobody reads
        }
        ByteBuf pong = channel().alloc().buffer(Frames.MAX_HEADER + payload.readableBytes());
        Frames.pong(pong, payload);
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
            throw new IllegalStateException("nobody listens yet");
        }
        return listener;
    }
}
