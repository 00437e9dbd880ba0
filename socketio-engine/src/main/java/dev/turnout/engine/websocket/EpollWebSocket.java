package dev.turnout.engine.websocket;

import dev.turnout.engine.ConnectionLedger.ConnectionPermit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket on a socket of its own, registered with epoll. Once HTTP has ended, a Netty channel with its pipeline would
 * be two thirds of the memory of an idle session, and does nothing for it.
 */
public final class EpollWebSocket extends WebSocketConnection implements EpollIoHandle {

    private static final Logger log = LoggerFactory.getLogger(EpollWebSocket.class);

    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_AND_WRITE = READ.with(EpollIoOps.EPOLLOUT);
    private static final int READ_BYTES = 4096;

    /** Reads of one client in one turn; epoll reports again what is left (level-triggered). */
    private static final int READS_PER_TURN = 16;

    private final Socket socket;
    private final EventLoop loop;
    private final ConnectionPermit permit;
    private @Nullable IoRegistration registration;
    private @Nullable WriteQueue queue;
    private boolean awaitsWritable;
    private AfterLast afterLast = AfterLast.WAIT;

    /**
     * @param permit released when the connection closes
     * @param early bytes that were read from the socket before; takes ownership
     */
    public EpollWebSocket(Options options, Socket socket, EventLoop loop, ConnectionPermit permit, ByteBuf early) {
        super(options);
        this.socket = socket;
        this.loop = loop;
        this.permit = permit;
        if (early.isReadable()) {
            received(early);
        }
    }

    /**
     * Also registers the socket with epoll.
     *
     * @throws UncheckedIOException when the kernel refuses that; the connection is still to be closed
     */
    @Override
    public void open(Listener first) {
        super.open(first);
        if (!isOpen()) {
            return;
        }
        var registered = ((IoEventLoop) loop).register(this);
        if (registered.isSuccess()) {
            registration = registered.getNow();
        }
        if (registration == null || loop.isShuttingDown()) { // a stopping loop may not close it any more
            closeNow();
            return;
        }
        awaitsWritable = queue != null;
        registration.submit(awaitsWritable ? READ_AND_WRITE : READ);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        try {
            if (ops.contains(EpollIoOps.EPOLLOUT)) {
                writeQueued();
            }
            if (!ops.equals(EpollIoOps.EPOLLOUT)) { // also the end of the input, and an error
                readAvailable();
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    private void readAvailable() throws IOException {
        int length = READ_BYTES;
        for (int i = 0; i < READS_PER_TURN && length == READ_BYTES && isOpen(); i++) {
            ByteBuf bytes = alloc().directBuffer(READ_BYTES);
            try {
                length = SocketBytes.receive(socket, bytes);
            } catch (IOException | RuntimeException | Error e) {
                bytes.release();
                throw e;
            }
            if (length > 0) {
                received(bytes);
            } else {
                bytes.release();
            }
        }
        flushAfterReading();
        if (length < 0) {
            closeNow();
        }
    }

    @Override
    public ByteBufAllocator alloc() {
        return ByteBufAllocator.DEFAULT;
    }

    @Override
    boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    int sendDirectly(ByteBuf bytes) {
        assert loop.inEventLoop();
        try {
            return SocketBytes.send(socket, bytes);
        } catch (IOException e) {
            return 0; // to be queued: the next write fails and closes the connection
        }
    }

    @Override
    void enqueue(ByteBuf bytes) {
        assert loop.inEventLoop();
        if (queue == null) {
            queue = new WriteQueue();
        }
        queue.add(bytes);
    }

    @Override
    void flush() {
        if (!awaitsWritable) {
            writeQueued();
        }
    }

    private void writeQueued() {
        WriteQueue writing = queue;
        if (writing == null) {
            return;
        }
        try {
            boolean all = writing.writeTo(socket, alloc());
            awaitWritable(!all);
            writing.takeDue().forEach(loop::execute);
            if (all) {
                queue = null;
                allWritten();
            }
        } catch (IOException | NotYetConnectedException e) { // the latter for a shutdown after a reset
            closeNow();
        }
    }

    private void awaitWritable(boolean awaited) {
        if (awaitsWritable != awaited && registration != null) {
            registration.submit(awaited ? READ_AND_WRITE : READ);
            awaitsWritable = awaited;
        }
    }

    @Override
    boolean isBehind() {
        return queue != null;
    }

    @Override
    boolean isWritable() {
        return pendingBytes() < WriteBufferWaterMark.DEFAULT.high();
    }

    @Override
    public long pendingBytes() {
        return queue == null ? 0 : queue.bytes();
    }

    @Override
    public void whenDrained(Runnable task) {
        if (queue != null) {
            queue.mark(task);
        } else if (isOpen()) {
            loop.execute(task);
        }
    }

    @Override
    void writeLast(ByteBuf frame, AfterLast after) {
        if (!isOpen()) {
            frame.release();
            return;
        }
        afterLast = after;
        enqueue(frame);
        flush();
    }

    private void allWritten() throws IOException {
        switch (afterLast) {
            case WAIT -> {}
            case SHUT_DOWN_OUTPUT -> socket.shutdown(false, true);
            case CLOSE -> closeNow();
        }
    }

    /** Called by a loop that stops. */
    @Override
    public void close() {
        closeNow();
    }

    @Override
    void closeNow() {
        assert loop.inEventLoop();
        if (!isOpen()) {
            return;
        }
        try {
            socket.close(); // removes it from epoll too; cancel would need a further system call
        } catch (IOException e) {
            log.debug("a socket was closed with an error", e); // it is closed all the same (close(2))
        }
        if (registration != null) {
            registration.cancel();
        }
        if (queue != null) {
            queue.release();
            queue = null;
        }
        permit.release();
        try {
            loop.execute(this::connectionClosed);
        } catch (RejectedExecutionException e) { // the loop is stopping
            connectionClosed();
        }
    }
}
