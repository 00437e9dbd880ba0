package dev.turnout.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A Socket.IO server on one port. The interface has several implementations.
 *
 * <p>Constructing does no I/O. {@link #bind} and {@link #start} do it, {@link #close} ends everything. When one of the two
 * throws, the engine has closed itself: it holds no thread, port or file, calling {@link #close} is not necessary but
 * harmless, and another attempt needs a new engine. Any thread but an event loop: {@code bind}, {@code start} and {@code close} block.
 */
public interface SocketIoEngine extends AutoCloseable {

    /**
     * Binds the port without accepting yet; connections wait in the operating system's queue. A server can so find out
     * that its port is taken before it touches anything else. Without it, and in engines that cannot do it, {@link #start}
     * binds.
     *
     * @throws IOException when the port cannot be bound or a TLS file cannot be read; the engine is closed then
     * @throws IllegalStateException when the engine is closed
     */
    default void bind() throws IOException {}

    /**
     * Binds the port unless it is bound, and begins to accept.
     *
     * @throws IOException when the port cannot be bound or a TLS file cannot be read; the engine is closed then
     * @throws IllegalStateException when the engine is closed
     */
    void start() throws IOException;

    /** The port that is bound, also when 0 was configured. */
    int port();

    /**
     * A namespace served under a base path.
     *
     * @throws IllegalArgumentException when the configuration names no such endpoint
     */
    Endpoint endpoint(String path, String namespace);

    /** Counters since the start. */
    EngineStats stats();

    /** From now on new connections are refused with 503; open sessions continue. */
    void refuseNewSessions();

    /**
     * Ends all sessions with {@link CloseReason#SERVER_SHUTTING_DOWN} in batches over at most {@code spread}, so that
     * their clients do not all come back at once. Completes when the last one has left.
     */
    CompletionStage<Void> closeSessions(Duration spread);

    /** Ends what is left at once, unbinds and stops the threads. Repeating it is harmless. */
    @Override
    void close();
}
