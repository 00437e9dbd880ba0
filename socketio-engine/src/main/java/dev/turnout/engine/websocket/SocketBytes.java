package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * System calls on a native socket, on its loop. A closed one is refused here: Netty's socket would use its file
 * descriptor, which may belong to another connection by now.
 */
final class SocketBytes {

    private SocketBytes() {}

    private static void checkOpen(Socket socket) throws ClosedChannelException {
        if (!socket.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /**
     * Sends as much as the kernel takes, and leaves the reader index unchanged.
     *
     * @return the bytes sent; 0 when it takes none now
     * @throws IOException when the connection is broken
     */
    static int send(Socket socket, ByteBuf bytes) throws IOException {
        checkOpen(socket);
        if (bytes.hasMemoryAddress()) {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        }
        ByteBuffer nio = bytes.nioBuffer();
        if (nio.isDirect()) {
            return socket.send(nio, nio.position(), nio.limit());
        }
        ByteBuf copy = bytes.alloc().directBuffer(bytes.readableBytes());
        try {
            return send(socket, copy.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes()));
        } finally {
            copy.release();
        }
    }

    /**
     * Receives what is there, at most what is writable in a direct buffer.
     *
     * @return the number of bytes; 0 when there are none now, -1 at the end of the input
     * @throws IOException when the connection is broken
     */
    static int receive(Socket socket, ByteBuf into) throws IOException {
        checkOpen(socket);
        int length;
        if (into.hasMemoryAddress()) {
            length = socket.recvAddress(into.memoryAddress(), into.writerIndex(), into.capacity());
        } else {
            ByteBuffer nio = into.nioBuffer(into.writerIndex(), into.writableBytes());
            length = socket.recv(nio, nio.position(), nio.limit());
        }
        if (length > 0) {
            into.writerIndex(into.writerIndex() + length);
        }
        return length;
    }
}
