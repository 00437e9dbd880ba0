package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes that wait for a socket to take them, in order. Small ones are written together. Confined to one event loop. */
final class WriteQueue {

    private static final int TOGETHER = 16 * 1024;

    /** Bytes of memory that a waiting buffer takes besides its content, roughly. */
    private static final int OVERHEAD = 96;

    /** A task for when so many bytes have been written. */
    private record Mark(long written, Runnable task) {}

    private final Deque<ByteBuf> buffers = new ArrayDeque<>(4);
    private @Nullable Deque<Mark> marks;
    private long added;
    private long written;

    /** Takes ownership. */
    void add(ByteBuf bytes) {
        buffers.add(bytes);
        added += bytes.readableBytes();
    }

    /** What waits, with the memory that it takes besides. */
    long bytes() {
        return added - written + (long) OVERHEAD * buffers.size();
    }

    /** The task is due when all that waits now has been written, see {@link #takeDue}. */
    void mark(Runnable task) {
        if (marks == null) {
            marks = new ArrayDeque<>(1);
        }
        marks.add(new Mark(added, task));
    }

    /** The tasks that have become due. */
    List<Runnable> takeDue() {
        if (marks == null) {
            return List.of();
        }
        List<Runnable> due = new ArrayList<>();
        while (!marks.isEmpty() && marks.element().written() <= written) {
            due.add(marks.remove().task());
        }
        return due;
    }

    /** Writes as much as the kernel takes. True when nothing is left. @throws IOException when the connection is broken */
    boolean writeTo(Socket socket, ByteBufAllocator allocator) throws IOException {
        while (!buffers.isEmpty()) {
            ByteBuf first = first(allocator);
            int sent = SocketBytes.send(socket, first);
            written += sent;
            first.skipBytes(sent);
            if (first.isReadable()) {
                return false;
            }
            buffers.remove().release();
        }
        return true;
    }

    /** The first buffer, with the next ones copied behind it if they are small. */
    private ByteBuf first(ByteBufAllocator allocator) {
        int length = 0;
        int count = 0;
        for (ByteBuf each : buffers) {
            if (length + each.readableBytes() > TOGETHER) {
                break;
            }
            length += each.readableBytes();
            count++;
        }
        if (count < 2) {
            return buffers.element();
        }
        ByteBuf together = allocator.directBuffer(length);
        for (int i = 0; i < count; i++) {
            ByteBuf next = buffers.remove();
            together.writeBytes(next);
            next.release();
        }
        buffers.addFirst(together);
        return together;
    }

    void release() {
        buffers.forEach(ByteBuf::release);
        buffers.clear();
        marks = null;
    }
}
