package dev.turnout.engine.websocket;

import dev.turnout.engine.ConnectionLedger.ConnectionPermit;
import io.netty.buffer.ByteBuf;
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

    /** Of one client at a time; epoll reports again what is left (level-triggered). */
    private static final int READS = 16;

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

    /** Begins to read. On the loop. False when that failed, and the connection is closed therefore. */
    public boolean register() {
        var registered = ((IoEventLoop) loop).register(this);
        if (registered.isSuccess()) {
            registration = registered.getNow();
            try {
                registration.submit(READ);
                return true;
            } catch (UncheckedIOException e) {
                log.warn("a connection could not be added to epoll: {}", e.getMessage());
            }
        }
        closeNow();
        return false;
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
                flush();
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
        for (int i = 0; i < READS && length == READ_BYTES && isActive(); i++) {
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
    boolean isActive() {
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
        WriteQueue writing = queue;
        if (writing == null) {
            return;
        }
        try {
            boolean all = writing.writeTo(socket, alloc());
            awaitWritable(!all);
            if (all) {
                queue = null;
                writing.whenWritten().forEach(loop::execute);
                lastWritten();
            }
        } catch (IOException e) {
            closeNow();
        }
    }

    private void awaitWritable(boolean awaited) {
        if (awaitsWritable != awaited && registration != null) {
            awaitsWritable = awaited;
            registration.submit(awaited ? READ_AND_WRITE : READ);
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
        if (queue == null) {
            loop.execute(task);
        } else {
            queue.whenWritten(task);
        }
    }

    @Override
    void writeLast(ByteBuf frame, AfterLast after) {
        if (!isActive()) {
            frame.release();
            return;
        }
        afterLast = after;
        enqueue(frame);
        flush();
    }

    private void lastWritten() throws IOException {
        switch (afterLast) {
            case WAIT -> {}
            case SHUT_DOWN_OUTPUT -> socket.shutdown(false, true);
            case CLOSE -> closeNow();
        }
    }

    /** Also called by a loop that stops. */
    @Override
    public void close() {
        closeNow();
    }

    @Override
    void closeNow() {
        assert loop.inEventLoop();
        if (!isActive()) {
            return;
        }
        try {
            socket.close(); // before the next line, which then need not remove it from epoll
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
