package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a WebSocket (RFC 6455): control frames are answered here, messages go to the listener. What the
 * client sends before {@link #open} is kept. Subclasses read and write the bytes. Confined to the connection's event loop.
 */
public abstract class WebSocketConnection implements WebSocket, FrameDecoder.Sink {

    /** What is done when the last frame has been written. */
    enum AfterLast {
        /** The client's close frame is awaited; the caller limits how long. */
        WAIT,
        /** The client is still sending, and a close would make the kernel reset the connection, see {@link HalfClose}. */
        SHUT_DOWN_OUTPUT,
        CLOSE
    }

    /**
     * What is known of a connection when it becomes a WebSocket.
     *
     * @param maxPayload bytes of one message
     * @param honoursCloseFrame see {@link OpeningHandshake#honoursCloseFrame}
     */
    public record Options(int maxPayload, boolean honoursCloseFrame) {}

    private final FrameDecoder decoder;
    private final boolean honoursCloseFrame;
    private @Nullable Listener listener;
    private @Nullable ByteBuf early;

    /** The last frame has been sent, or none will be. */
    private boolean closeSent;

    /** What the client still sends is dropped. */
    private boolean ended;

    /** {@link #connectionClosed} was called. */
    private boolean closed;

    private boolean reading;
    private boolean flushAfterRead;
    private boolean backlogBeforeRead;
    private int retainedBytes;

    WebSocketConnection(Options options) {
        this.decoder = new FrameDecoder(options.maxPayload());
        this.honoursCloseFrame = options.honoursCloseFrame();
    }

    // ---- the bytes

    /** Whether the connection is open, at least in one direction. */
    abstract boolean isOpen();

    /** Sends as much as the kernel takes now, and leaves the reader index unchanged; the bytes sent. */
    abstract int sendDirectly(ByteBuf bytes);

    /** Queues bytes behind those that wait; takes ownership. */
    abstract void enqueue(ByteBuf bytes);

    /** Writes as much of what is queued as the kernel takes. */
    abstract void flush();

    /** Whether anything is queued: outside of a read, what the last flush could not write. */
    abstract boolean isBehind();

    /** Whether few enough bytes wait for more to be queued within one read. */
    abstract boolean isWritable();

    /** Writes the last frame after what is queued; takes ownership. */
    abstract void writeLast(ByteBuf frame, AfterLast after);

    /** Closes the connection without waiting for what is queued. {@link #connectionClosed} follows in a later task. */
    abstract void closeNow();

    // ---- opening

    /** Passes messages to the listener from now on, first those that have already arrived. */
    public void open(Listener first) {
        listener = first;
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

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("not open yet");
        }
        return listener;
    }

    // ---- sending

    @Override
    public final void send(ByteBuf frames) {
        try {
            frames.skipBytes(directly(frames));
        } catch (RuntimeException | Error e) { // no memory for a copy
            frames.release();
            throw e;
        }
        if (frames.isReadable()) {
            enqueueAndFlush(frames);
        } else {
            frames.release();
        }
    }

    @Override
    public final void sendShared(ByteBuf frames) {
        int sent = directly(frames);
        if (sent < frames.readableBytes()) {
            enqueueAndFlush(frames.retainedDuplicate().skipBytes(sent));
        }
    }

    private int directly(ByteBuf frames) {
        return reading || closeSent || isBehind() ? 0 : sendDirectly(frames);
    }

    private void enqueueAndFlush(ByteBuf frames) {
        if (closeSent || !isOpen()) {
            frames.release();
            return;
        }
        enqueue(frames);
        if (reading) {
            flushAfterRead = true;
        } else {
            flush();
        }
    }

    @Override
    public boolean isBacklogged() {
        return reading ? backlogBeforeRead || !isWritable() : isBehind();
    }

    @Override
    public void sendPing() {
        ByteBuf frame = alloc().buffer(FrameEncoder.MAX_HEADER);
        FrameEncoder.ping(frame);
        send(frame);
    }

    // ---- closing

    @Override
    public void close(int code) {
        if (!closeSent && honoursCloseFrame) {
            sendClose(code, AfterLast.WAIT);
        } else if (!closeSent) {
            flush();
            abort();
        }
    }

    private void sendClose(int code, AfterLast after) {
        closeSent = true;
        ByteBuf frame = alloc().buffer(FrameEncoder.MAX_HEADER);
        FrameEncoder.close(frame, code);
        writeLast(frame, after);
    }

    @Override
    public void abort() {
        closeSent = true;
        ended = true;
        closeNow();
    }

    private void violated(CloseCode code) {
        if (!closeSent) {
            sendClose(code.number(), AfterLast.SHUT_DOWN_OUTPUT);
        }
        ended = true;
        decoder.release();
        retained(0);
        listener().violated(this, code);
    }

    /** Completes the closing handshake: the server closes TCP first (RFC 6455, section 7.1.1). */
    @Override
    public final void clientCloses(int code) {
        ended = true;
        if (closeSent) {
            closeNow();
        } else {
            sendClose(code, AfterLast.CLOSE);
        }
    }

    /** Reports a failure to the listener, unless the client or its network caused it, and closes the connection. */
    final void failed(Throwable cause) {
        if (listener != null && !isOfClient(cause)) {
            listener.failed(this, cause);
        }
        closeNow();
    }

    /** Whether the client or its network caused it: a reset, or bytes that are no TLS. Everything else is a bug, or no memory. */
    public static boolean isOfClient(Throwable cause) {
        return cause instanceof IOException || cause instanceof DecoderException;
    }

    /** Ends this connection, once. */
    public final void connectionClosed() {
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

    // ---- receiving

    /** Bytes of the client, which are kept until {@link #open}; takes ownership. {@link #flushAfterReading} follows. */
    final void received(ByteBuf bytes) {
        if (listener != null) {
            read(bytes);
        } else {
            early = early == null
                    ? bytes
                    : alloc().compositeBuffer().addComponent(true, early).addComponent(true, bytes);
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
            decoder.decode(bytes, alloc(), this);
        } catch (ProtocolViolation violation) {
            violated(violation.code());
        }
        if (!retained(closed ? 0 : decoder.retainedBytes())) {
            violated(CloseCode.POLICY_VIOLATION);
        }
    }

    /** Sends what was sent while reading. */
    final void flushAfterReading() {
        reading = false;
        if (flushAfterRead) {
            flushAfterRead = false;
            flush();
        }
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

    @Override
    public final void message(boolean text, ByteBuf payload) {
        if (!closeSent) {
            listener().message(this, text, payload);
        }
    }

    @Override
    public final void ping(ByteBuf payload) {
        listener().otherFrame(this);
        if (!isWritable()) {
            return; // the client does not read, and only its latest ping has to be answered (RFC 6455, section 5.5.3)
        }
        ByteBuf pong = alloc().buffer(FrameEncoder.MAX_HEADER + payload.readableBytes());
        FrameEncoder.pong(pong, payload);
        send(pong);
    }

    @Override
    public final void other() {
        listener().otherFrame(this);
    }

    @Override
    public final boolean ended() {
        return ended;
    }
}
