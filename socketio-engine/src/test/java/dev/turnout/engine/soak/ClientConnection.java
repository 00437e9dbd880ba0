package dev.turnout.engine.soak;

import dev.turnout.engine.websocket.ClientFrames;
import dev.turnout.engine.websocket.ServerFrames;
import dev.turnout.engine.websocket.ServerFrames.ServerFrame;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One TCP connection of a client: HTTP answers until a 101, websocket frames from then on. Confined to its loop. */
final class ClientConnection extends ChannelInboundHandlerAdapter {

    private static final int SWITCHING_PROTOCOLS = 101;

    /** Called with what the server sends. Not called after {@link #reset} or {@link #close}. */
    interface Listener {
        void answered(ClientConnection wire, int status, String body);

        void frame(ClientConnection wire, ServerFrame frame);

        void ended(ClientConnection wire);
    }

    private final Listener listener;
    private final ChannelFuture connecting;
    private final StringBuilder body = new StringBuilder();
    private final ByteBuf received = Unpooled.buffer();
    private int status;
    private boolean ignored;

    /** @param receiveBuffer bytes the kernel takes for a client that does not read; 0 for its own choice */
    ClientConnection(EventLoop loop, int port, int receiveBuffer, Listener listener) {
        this.listener = listener;
        Bootstrap bootstrap =
                new Bootstrap().group(loop).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true);
        if (receiveBuffer > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
        }
        ClientConnection self = this;
        connecting = bootstrap
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpResponseDecoder(), self);
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                end();
            }
        });
    }

    void get(String target, String... headers) {
        StringBuilder lines = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        write(lines.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** @param ascii the body */
    void post(String target, String ascii) {
        String request = "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain;charset=UTF-8\r\n"
                + "Content-Length: " + ascii.length() + "\r\n\r\n" + ascii;
        write(request.getBytes(StandardCharsets.US_ASCII));
    }

    void askForWebSocket(String target) {
        get(
                target,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }

    void frame(String text) {
        write(ClientFrames.text(text));
    }

    void pong() {
        write(ClientFrames.pong());
    }

    void closeFrame() {
        write(ClientFrames.close(1000));
    }

    private void write(byte[] bytes) {
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                channel().writeAndFlush(Unpooled.wrappedBuffer(bytes));
            }
        });
    }

    private Channel channel() {
        return connecting.channel();
    }

    /** Switches reading on or off. */
    void reads(boolean on) {
        channel().config().setAutoRead(on);
    }

    /** Stops calling the listener. */
    void ignore() {
        ignored = true;
    }

    /** Closes with a TCP reset. */
    void reset() {
        ignored = true;
        if (channel().isOpen()) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
            channel().close();
        }
    }

    void close() {
        ignored = true;
        channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                status = head.status().code();
                body.setLength(0);
            }
            if (message instanceof HttpContent content) {
                body.append(content.content().toString(StandardCharsets.UTF_8));
            }
            if (message instanceof LastHttpContent && status != SWITCHING_PROTOCOLS && !ignored) {
                listener.answered(this, status, body.toString());
            }
            if (message instanceof ByteBuf frames) {
                received.writeBytes(frames);
                frames();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void frames() {
        Optional<ServerFrame> frame = ServerFrames.next(received);
        while (frame.isPresent() && !ignored) {
            listener.frame(this, frame.get());
            frame = ServerFrames.next(received);
        }
        received.discardReadBytes();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        if (!ignored) {
            ignored = true;
            listener.ended(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a reset, or an invalid frame, after which events are missing
    }
}
