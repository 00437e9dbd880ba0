package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;

/**
 * The shortest way of bytes that can go at once: one system call, without promise, queue and flush. That detour costs a
 * broadcast about as much as all else that is done in Java for a socket.
 */
final class DirectSend {

    private DirectSend() {}

    /**
     * Hands the kernel as much as it takes. On the channel's loop, when nothing else waits to be written; reads the bytes
     * without moving their reader index.
     *
     * @param last the only handler that may stand between the bytes and the socket
     * @return how many bytes it took; 0 where there is no such way, and when the line is broken: the usual way then finds
     *     that out too and deals with it
     */
    static int send(Channel channel, ChannelHandler last, ByteBuf bytes) {
        if (channel instanceof UnixChannel unix
                && unix.fd() instanceof Socket socket
                && bytes.hasMemoryAddress()
                && channel.pipeline().first() == last) {
            try {
                return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            } catch (IOException e) {
                return 0;
            }
        }
        return 0;
    }
}
