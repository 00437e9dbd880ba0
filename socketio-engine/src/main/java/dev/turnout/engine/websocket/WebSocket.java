package dev.turnout.engine.websocket;

import dev.turnout.engine.ConnectionLedger.SessionPermit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** One WebSocket connection, for its listener. Confined to the connection's event loop. */
public interface WebSocket {

    /** What happens on the connection. */
    interface Listener {

        /** A whole message; the payload is valid during the call only and, for text, well-formed UTF-8. */
        void message(WebSocket socket, boolean text, ByteBuf payload);

        /** A frame that makes no message: a ping, a pong or a fragment. */
        void otherFrame(WebSocket socket);

        /**
         * The client violated the protocol or a limit, and was sent a close frame; what it still sends is dropped. The listener limits
         * how long to wait for the client to close, see {@link WebSocket#abort}.
         */
        void violated(WebSocket socket, CloseCode code);

        /** Counts the bytes kept of a message that is not complete. */
        SessionPermit permit();

        /** The connection is about to be closed for a failure that is not the client's. */
        void failed(WebSocket socket, Throwable cause);

        /** The connection has closed. Called once, whichever side closed it. */
        void closed(WebSocket socket);
    }

    /** Replaces the listener. */
    void handOver(Listener listener);

    ByteBufAllocator alloc();

    /** Sends bytes that are frames already. Takes ownership. Flushed at once, or with the others after a read. */
    void send(ByteBuf frames);

    /** The same with bytes that other connections send too: the caller keeps its reference, and the bytes must not change. */
    void sendShared(ByteBuf frames);

    /** Bytes that wait for the client to read. */
    long pendingBytes();

    /** Whether the client reads more slowly than it is sent to: the last flush could not write everything. */
    boolean isBacklogged();

    /** Runs the task when all that waits now has been written; not at all when the connection closes before. */
    void whenDrained(Runnable task);

    /** Sends a ping frame, which the client's WebSocket implementation answers (RFC 6455, section 5.5.2). */
    void sendPing();

    /**
     * Sends a close frame after all that was sent before and waits for the client's (RFC 6455, section 7.1.1). What the
     * client still sends is dropped. The caller limits how long to wait, see {@link #abort}.
     */
    void close(int code);

    /** Closes the connection without a close frame, for a client that does not read. */
    void abort();
}
