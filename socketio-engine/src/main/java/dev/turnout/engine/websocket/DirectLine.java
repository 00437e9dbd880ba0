package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The shortest way of bytes that can go at once: one system call, without promise, queue and flush. On the channel's loop.
 */
final class DirectLine {

    private DirectLine() {}

    /**
     * The native socket under a channel.
     *
     * @param last the only handler that may stand between the bytes and the socket
     * @return null where there is none, or bytes have to be changed on their way (TLS)
     */
    static @Nullable Socket under(Channel channel, ChannelHandler last) {
        boolean bare = channel.pipeline().first() == last;
        return bare && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket ? socket : null;
    }

    /**
     * Hands the kernel as much as it takes, and leaves the reader index where it is.
     *
     * @return how many bytes it took; 0 also when the line is broken: the usual way then finds that out too and deals with
     *     it
     */
    static int send(Socket socket, ByteBuf bytes) {
        if (!socket.isOpen() || !bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (IOException e) {
            return 0;
        }
    }
}
