package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** One websocket connection as its listener sees it. Confined to the connection's event loop. */
public interface WebSocket {

    /** What happens on the connection. */
    interface Listener {

        /** A whole message; the payload is valid during the call only and, for text, well-formed UTF-8. */
        void message(WebSocket socket, boolean text, ByteBuf payload);

        /** A frame that makes no message: a ping, a pong or a fragment. */
        void otherFrame(WebSocket socket);

        /**
         * The client broke the protocol and has been told so; what it still sends is dropped. How long to wait for it to
         * hang up is the listener's business, see {@link WebSocket#abort}.
         */
        void violated(WebSocket socket, CloseCode code);

        /** The connection is gone. Called once, whoever closed it. */
        void closed(WebSocket socket);
    }

    /** Another listener from now on, on the same connection. */
    void handOver(Listener listener);

    ByteBufAllocator alloc();

    /** Sends bytes that are frames already. Takes ownership. Flushed at once, or with the others after a read. */
    void send(ByteBuf frames);

    /** The same with bytes that go to others too: the caller keeps its reference, and the bytes must not change. */
    void sendShared(ByteBuf frames);

    /** Bytes that wait for the client to read. */
    long pendingBytes();

    /** Whether the client does not read as fast as it is sent to: the last flush left something behind. */
    boolean isBacklogged();

    /** Runs the task when the client has read all that waits for it now; not at all when it never does. */
    void whenDrained(Runnable task);

    /**
     * Sends a close frame after all that was sent before and waits for the client's (RFC 6455, section 7.1.1). What the
     * client still sends is dropped. How long to wait is the caller's business, see {@link #abort}.
     */
    void close(CloseCode code);

    /** Ends the connection without a word, for a client that does not read or is gone. */
    void abort();
}
