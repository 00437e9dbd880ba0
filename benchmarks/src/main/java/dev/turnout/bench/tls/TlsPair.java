package dev.turnout.bench.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A server and a client of TLS in one thread, without a network. Measures the CPU time of the server alone. */
final class TlsPair implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MOST_TURNS = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer toServer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer toClient = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_BYTES);

    TlsPair(SslContext serverContext, SslContext clientContext) {
        server = serverContext.newEngine(ByteBufAllocator.DEFAULT);
        client = clientContext.newEngine(ByteBufAllocator.DEFAULT, "localhost", 443);
    }

    /** Nanoseconds of the server's CPU time until both sides can send. */
    long handshake() throws SSLException {
        long nanos = 0;
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            client.wrap(NOTHING, toServer);
            long start = THREADS.getCurrentThreadCpuTime();
            receive(server, toServer);
            server.wrap(NOTHING, toClient);
            nanos += THREADS.getCurrentThreadCpuTime() - start;
            receive(client, toClient);
            if (isDone(server) && isDone(client)) {
                return nanos;
            }
        }
        throw new SSLException("no handshake after " + MOST_TURNS + " turns");
    }

    /** Nanoseconds of the server's CPU time for as many messages. */
    long send(int messages, int bytes) throws SSLException {
        ByteBuffer message = ByteBuffer.allocateDirect(bytes);
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < messages; i++) {
            toClient.clear();
            server.wrap(message.clear(), toClient);
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private void receive(SSLEngine engine, ByteBuffer from) throws SSLException {
        from.flip();
        int consumed = 1;
        while (from.hasRemaining() && consumed > 0) {
            consumed = engine.unwrap(from, received.clear()).bytesConsumed();
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        }
        from.compact();
    }

    private static boolean isDone(SSLEngine engine) {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(server);
    }
}
