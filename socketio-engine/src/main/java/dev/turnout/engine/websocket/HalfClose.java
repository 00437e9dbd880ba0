package dev.turnout.engine.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Shuts down the server's direction of a connection and leaves the client's open. A close while the client is still
 * sending would make the kernel reset the connection, and the client would lose what it has not read yet. The caller
 * limits how long to wait for the client's end.
 */
public final class HalfClose {

    private HalfClose() {}

    /** Shuts down once this has been written; with TLS by a close_notify. */
    public static void after(ChannelFuture lastWrite) {
        Channel channel = lastWrite.channel();
        lastWrite.addListener(written -> {
            if (!written.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
                return;
            }
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                duplex.shutdownOutput();
            } else {
                tls.closeOutbound();
            }
        });
    }
}
