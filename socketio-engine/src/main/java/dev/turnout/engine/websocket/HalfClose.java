package dev.turnout.engine.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends our direction of a connection and leaves the client's open: to cut a line on which the client is still sending
 * would take the last words back that it has not read yet. Whoever asks for it also ends the wait for the client.
 */
public final class HalfClose {

    private HalfClose() {}

    /** Ends our direction once this has been written. */
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
