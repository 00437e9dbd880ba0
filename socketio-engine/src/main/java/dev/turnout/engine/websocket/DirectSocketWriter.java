package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes bytes to a native socket with one system call, past the channel's outbound buffer, for which a promise, a queue
 * entry and a flush would be needed. On the channel's loop.
 */
final class DirectSocketWriter {

    private DirectSocketWriter() {}

    /**
     * The native socket under a channel.
     *
     * @param only the handler that has to be the only one, so that no other transforms the bytes (TLS)
     * @return null when there is another handler or no native socket
     */
    static @Nullable Socket under(Channel channel, ChannelHandler only) {
        boolean bare = channel.pipeline().first() == only;
        return bare && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket ? socket : null;
    }

    /**
     * Writes as much as the kernel takes, and leaves the reader index unchanged.
     *
     * @return the bytes written; 0 also when the connection is broken: a write to the channel then fails and closes it
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
