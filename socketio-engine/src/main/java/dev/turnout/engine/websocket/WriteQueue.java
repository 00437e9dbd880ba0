package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Bytes that wait for a socket to take them, in order. Small ones are written together. Confined to one event loop. */
final class WriteQueue {

    private static final int TOGETHER = 16 * 1024;

    private final Deque<ByteBuf> buffers = new ArrayDeque<>(4);
    private final List<Runnable> whenWritten = new ArrayList<>(0);
    private long bytes;

    /** Takes ownership. */
    void add(ByteBuf added) {
        buffers.add(added);
        bytes += added.readableBytes();
    }

    long bytes() {
        return bytes;
    }

    /** A task for when all bytes have been written that wait now. */
    void whenWritten(Runnable task) {
        whenWritten.add(task);
    }

    List<Runnable> whenWritten() {
        return whenWritten;
    }

    /** Writes as much as the kernel takes. True when nothing is left. @throws IOException when the connection is broken */
    boolean writeTo(Socket socket, ByteBufAllocator allocator) throws IOException {
        while (!buffers.isEmpty()) {
            ByteBuf first = joined(allocator);
            int sent = SocketBytes.send(socket, first);
            bytes -= sent;
            first.skipBytes(sent);
            if (first.isReadable()) {
                return false;
            }
            buffers.remove().release();
        }
        return true;
    }

    /** The first bytes, made one buffer as far as that is cheap. */
    private ByteBuf joined(ByteBufAllocator allocator) {
        ByteBuf first = buffers.element();
        if (buffers.size() == 1 || first.readableBytes() >= TOGETHER) {
            return first;
        }
        ByteBuf together = allocator.directBuffer(TOGETHER);
        while (!buffers.isEmpty() && buffers.element().readableBytes() <= together.writableBytes()) {
            ByteBuf next = buffers.remove();
            together.writeBytes(next, next.readerIndex(), next.readableBytes());
            next.release();
        }
        buffers.addFirst(together);
        return together;
    }

    void release() {
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }
}
