package dev.turnout.engine.http;

import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.websocket.WebSocketHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: puts requests together, hands them on one at a time, answers in order and keeps the connection
 * for the next. Confined to the channel's event loop but for {@link #answer}.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final byte[] NO_BYTES = {};
    private static final int MAX_PIPELINED = 16;
    private static final int RETRY_AFTER_SECONDS = 5;

    private final HttpEdge edge;
    private final Silence silence = new Silence();
    private final Deque<Exchange> waiting = new ArrayDeque<>(1);
    private @Nullable Channel channel;
    private @Nullable InetAddress peer;
    private @Nullable InetAddress client;
    private ConnectionLedger.@Nullable Permit permit;
    private Optional<Refusal> refusal = Optional.empty();
    private boolean cutOff;
    private @Nullable HttpRequest head;
    private @Nullable ByteBuf body;
    private boolean reading;
    private boolean answering;
    private boolean dropping;

    HttpConnection(HttpEdge edge) {
        this.edge = edge;
    }

    /** Ends connections that take too long over a request, or have none. */
    private final class Silence extends Deadline {

        private boolean midRequest;

        void limit(boolean withinRequest) {
            midRequest = withinRequest;
            LoopTimers timers = edge.timers(channel().eventLoop());
            (midRequest ? timers.handshake() : timers.idle()).restart(this);
        }

        void stop() {
            cancelDeadline();
        }

        @Override
        protected void expired() {
            if (midRequest && !dropping && refusal.isEmpty()) {
                edge.refused(Refusal.HANDSHAKE_TIMEOUT);
            }
            if (!midRequest || head == null || dropping) {
                channel().close();
            } else {
                answerAndClose(HttpReply.problem(408, "the request took too long"));
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        peer = channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : NetUtil.LOCALHOST;
        permit = edge.ledger().connection(peer, isTrustedProxy());
        refusal = permit.refusal();
        refusal.ifPresent(edge::refused);
        cutOff = refusal.isPresent() && !edge.rejectionSlots().tryAcquire();
        if (cutOff) {
            channel.close();
        } else {
            silence.limit(true);
        }
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return channel;
    }

    private InetAddress peer() {
        if (peer == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return peer;
    }

    boolean isTrustedProxy() {
        return edge.proxies().trusts(peer());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HAProxyMessage proxied) {
                client = proxied.sourceAddress() == null
                        ? client
                        : NetUtil.createInetAddressFromIpAddressString(proxied.sourceAddress());
            } else if (!dropping) {
                read(message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content && content.content().isReadable() && head != null && !dropping) {
            append(content.content());
        }
        if (message instanceof LastHttpContent last && head != null && !dropping) {
            if (last.decoderResult().isFailure()) {
                refuse(Refusal.BAD_REQUEST, 400, "the request's body cannot be read");
            } else {
                complete(head);
            }
        }
    }

    private void begin(HttpRequest request) {
        head = request;
        reading = true;
        silence.limit(true);
        if (refusal.isPresent()) {
            answerAndClose(HttpReply.problem(
                            503,
                            "no room for another connection: " + refusal.get().text())
                    .withHeader("Retry-After", String.valueOf(RETRY_AFTER_SECONDS)));
        } else if (request.decoderResult().isFailure()) {
            refuseHead(request.decoderResult().cause());
        } else if (request.protocolVersion().majorVersion() != 1) {
            refuse(Refusal.BAD_REQUEST, 505, "this server speaks HTTP/1.1");
        } else if (HttpUtil.getContentLength(request, 0L) > edge.maxBody()) {
            refuseBody();
        } else if (HttpUtil.is100ContinueExpected(request) && waiting.isEmpty()) {
            channel()
                    .writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void refuseHead(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            refuse(Refusal.BAD_REQUEST, 414, "the request's line is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(Refusal.BAD_REQUEST, 431, "the request's headers are too long");
        } else {
            refuse(Refusal.BAD_REQUEST, 400, "the request's line or headers cannot be read");
        }
    }

    private void append(ByteBuf content) {
        ByteBuf soFar = body == null ? channel().alloc().buffer() : body;
        body = soFar;
        if (soFar.readableBytes() + content.readableBytes() > edge.maxBody()) {
            refuseBody();
        } else {
            soFar.writeBytes(content);
        }
    }

    private void refuseBody() {
        refuse(Refusal.BODY_TOO_LARGE, 413, "a body may hold " + edge.maxBody() + " bytes");
    }

    private void refuse(Refusal counted, int status, String detail) {
        edge.refused(counted);
        answerAndClose(HttpReply.problem(status, detail));
    }

    private void complete(HttpRequest request) {
        reading = false;
        silence.stop();
        byte[] bytes = body == null ? NO_BYTES : ByteBufUtil.getBytes(body);
        dropBody();
        Exchange exchange;
        try {
            InetAddress nearest = client == null ? peer() : client;
            InetAddress remote = ClientAddress.of(nearest, request.headers(), edge.proxies());
            exchange = new Exchange(this, Request.of(request, new Request.Body(bytes), remote));
        } catch (IllegalArgumentException e) {
            refuse(Refusal.BAD_REQUEST, 400, "the request's target cannot be decoded");
            return;
        }
        waiting.add(exchange);
        if (waiting.size() > MAX_PIPELINED || pipelinedBytes() > edge.maxBody()) {
            channel().close();
        } else {
            handleNext();
        }
    }

    /** Bytes of the bodies behind the request whose turn it is. */
    private int pipelinedBytes() {
        int bytes = 0;
        for (Exchange exchange : waiting) {
            bytes += exchange == waiting.peek() ? 0 : exchange.body().length;
        }
        return bytes;
    }

    /** Hands the next request on, once the one before is answered and that answer is on its way. */
    private void handleNext() {
        if (answering || waiting.isEmpty()) {
            return;
        }
        if (channel().isWritable()) {
            answering = true;
            if (!reading) {
                silence.stop();
            }
            edge.handle(waiting.element());
        } else {
            silence.limit(true); // asks on, and does not read
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!dropping) {
            handleNext();
        }
    }

    /** Answers the exchange if it still waits; any thread. */
    void answer(Exchange exchange, FullHttpResponse response) {
        EventLoop loop = channel().eventLoop();
        if (loop.inEventLoop()) {
            answerNow(exchange, response);
            return;
        }
        try {
            loop.execute(() -> answerNow(exchange, response));
        } catch (RejectedExecutionException e) {
            response.release(); // the engine has stopped, and hung up
        }
    }

    private void answerNow(Exchange exchange, FullHttpResponse response) {
        if (waiting.peek() != exchange || dropping) {
            response.release();
            return;
        }
        waiting.remove();
        answering = false;
        edge.cors().answer(exchange.request().headers(), response.headers());
        if (!exchange.request().keepAlive()) {
            sendLast(response);
            return;
        }
        send(response, true);
        if (waiting.isEmpty() && !reading) {
            silence.limit(false);
        }
        handleNext();
    }

    private ChannelFuture send(FullHttpResponse response, boolean keepAlive) {
        if (!response.status().equals(HttpResponseStatus.NOT_MODIFIED)) { // its length would be that of a 200
            response.headers()
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        HttpVersion version = head == null ? HttpVersion.HTTP_1_1 : head.protocolVersion();
        HttpUtil.setKeepAlive(response.headers(), version, keepAlive);
        return channel().writeAndFlush(response);
    }

    /** Sends the last answer, then waits a while for the client to hang up, so that it can read what was sent. */
    private void sendLast(FullHttpResponse response) {
        dropping = true;
        abandonAll();
        silence.limit(true);
        send(response, false).addListener(sent -> {
            if (sent.isSuccess() && channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                channel().close();
            }
        });
    }

    /** Answers a request that is not even read to its end. */
    private void answerAndClose(HttpReply reply) {
        FullHttpResponse response = Exchange.response(reply);
        if (head != null) {
            edge.cors().answer(head.headers(), response.headers());
        }
        dropBody();
        sendLast(response);
    }

    void becomeWebSocket(WebSocketHandler webSocket, EventLoop owner, Runnable onMoved) {
        silence.stop();
        waiting.clear();
        channel().config().setAutoRead(false);
        channel().pipeline().addLast(webSocket);
        channel().pipeline().remove(this);
        channel().pipeline().remove(HttpServerCodec.class); // last: hands what it has read too far to the websocket
        if (owner == channel().eventLoop()) {
            onMoved.run();
            channel().config().setAutoRead(true);
            return;
        }
        channel()
                .deregister()
                .addListener(left -> owner.register(channel()).addListener(arrived -> {
                    if (arrived.isSuccess()) {
                        onMoved.run();
                        channel().config().setAutoRead(true);
                    } else {
                        channel().unsafe().closeForcibly();
                        webSocket.gone();
                    }
                }));
    }

    private void dropBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }

    /** What gives the connection's place back, for whoever takes the connection over. */
    Runnable releaseOfPlace() {
        return permit()::release;
    }

    private ConnectionLedger.Permit permit() {
        if (permit == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return permit;
    }

    private void closed() {
        permit().release();
        if (refusal.isPresent() && !cutOff) {
            edge.rejectionSlots().release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        silence.stop();
        dropBody();
        closed();
        abandonAll();
    }

    private void abandonAll() {
        waiting.forEach(Exchange::abandoned);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException && refusal.isEmpty() && !dropping) {
            edge.refused(Refusal.BAD_REQUEST); // no TLS, or no PROXY protocol
            dropping = true;
        }
        ctx.close(); // that, or a reset by the peer; channelInactive does the rest
    }
}
