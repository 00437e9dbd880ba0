package dev.turnout.engine.http;

import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.websocket.HalfClose;
import dev.turnout.engine.websocket.WebSocketHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: its requests are handled and answered one at a time, in order. Confined to the channel's event
 * loop but for {@link #answer}.
 *
 * <pre>
 *  accepted
 *     │ head           end               answer              taken by the client
 *  ┌──▼──┐  ┌─────────┐   ┌───────────┐        ┌─────────┐         ┌──────┐
 *  │ NEW ├─►│ READING ├──►│ ANSWERING ├───────►│ SENDING ├────────►│ IDLE │
 *  └─────┘  └─────────┘   └───────────┘        └────┬────┘         └───┬──┘
 *               ▲               ▲ next is complete  │                  │ head
 *               │               └───────────────────┤                  │
 *               └───────────────────────────────────┴──────────────────┘
 *                                next has begun     │ the input has ended
 *                                                   ▼
 *                                              ┌─────────┐ closed by the client, or time-out
 *                                              │ CLOSING ├───────────────────────────────────► ENDED
 *                                              └─────────┘
 * </pre>
 *
 * While a request is ANSWERING or SENDING the next ones are read and queued. The input ends when the client shuts down
 * its side, when a request is the last by its headers, when one is rejected, and when too much is queued: what was
 * queued before is answered, then the connection closes. An upgrade to WebSocket leads from ANSWERING to ENDED.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private enum State {
        NEW,
        READING,
        ANSWERING,
        SENDING,
        IDLE,
        CLOSING,
        ENDED
    }

    private final HttpEdge edge;
    private final RequestAssembler assembler;
    private final PipelinedRequests queue;
    private final UnhandledBytes unhandled;
    private final Timeout timeout = new Timeout();
    private State state = State.NEW;
    private boolean inputEnded;
    private Optional<Refusal> refusal = Optional.empty();
    private ConnectionLedger.@Nullable ConnectionPermit permit;
    private @Nullable Channel channel;
    private @Nullable InetAddress peer;
    private @Nullable InetAddress proxied;

    HttpConnection(HttpEdge edge) {
        this.edge = edge;
        this.assembler = new RequestAssembler(edge.maxBody());
        this.queue = new PipelinedRequests(edge.maxBody());
        this.unhandled = new UnhandledBytes(assembler, queue);
    }

    UnhandledBytes unhandled() {
        return unhandled;
    }

    // ---- the connection

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        InetAddress address =
                channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : NetUtil.LOCALHOST;
        peer = address;
        ConnectionLedger.ConnectionPermit granted =
                edge.ledger().connection(address, edge.proxies().trusts(address));
        refusal = granted.refusal();
        if (refusal.isEmpty()) {
            permit = granted;
            channel.closeFuture().addListener(closed -> granted.release());
            enter(State.NEW);
            return;
        }
        edge.refused(refusal.get());
        if (edge.rejectionSlots().tryAcquire()) {
            channel.closeFuture().addListener(closed -> edge.rejectionSlots().release());
            enter(State.NEW);
        } else {
            channel.close();
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

    /** Changes the state and restarts the deadline that belongs to it. */
    private void enter(State next) {
        state = next;
        LoopTimers timers = edge.timers(channel().eventLoop());
        switch (next) {
            case NEW, READING, CLOSING -> timeout.restart(timers.handshake());
            case SENDING -> timeout.restart(timers.response());
            case IDLE -> timeout.restart(timers.keepAlive());
            case ANSWERING, ENDED -> timeout.stop();
        }
    }

    private final class Timeout extends Deadline {

        void restart(DeadlineQueue deadlines) {
            deadlines.restart(this);
        }

        void stop() {
            cancelDeadline();
        }

        @Override
        protected void expired() {
            if (state == State.READING) {
                reject(
                        assembler.head(),
                        new RejectedRequest(Refusal.HANDSHAKE_TIMEOUT, 408, "the request took too long"));
                return;
            }
            if (state == State.NEW && refusal.isEmpty()) {
                edge.refused(Refusal.HANDSHAKE_TIMEOUT);
            } else if (state == State.SENDING) {
                edge.refused(Refusal.SLOW_READER);
            }
            endInput();
            channel().close();
        }
    }

    // ---- input

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unhandled.decoded();
        try {
            if (message instanceof HAProxyMessage header) {
                proxied = header.sourceAddress() == null
                        ? proxied
                        : NetUtil.createInetAddressFromIpAddressString(header.sourceAddress());
            } else if (!inputEnded) {
                read(message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(Object message) {
        HttpRequest current = message instanceof HttpRequest request ? request : assembler.head();
        try {
            assemble(message);
        } catch (RejectedRequest rejection) {
            reject(current, rejection);
        }
    }

    private void assemble(Object message) throws RejectedRequest {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content && assembler.head() != null) {
            assembler.append(content.content(), channel().alloc());
        }
        if (message instanceof LastHttpContent last && assembler.head() != null) {
            complete(assembler.head(), last);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        unhandled.charge(permit).ifPresent(this::withoutMemory);
        ctx.fireChannelReadComplete();
    }

    /** A head in parts, and requests that wait, stay in memory until the connection closes; a body is dropped at once. */
    private void withoutMemory(Refusal limit) {
        if (state == State.READING && assembler.head() != null) {
            reject(assembler.head(), RejectedRequest.withoutMemory(limit));
        } else {
            edge.refused(limit);
            channel().close();
        }
    }

    private void begin(HttpRequest request) throws RejectedRequest {
        if (state == State.NEW || state == State.IDLE) {
            enter(State.READING);
        }
        if (refusal.isPresent()) {
            throw RejectedRequest.withoutSlot(refusal.get());
        }
        assembler.begin(request);
        if (assembler.expectsContinue() && queue.isEmpty()) {
            channel()
                    .writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void complete(HttpRequest request, LastHttpContent last) throws RejectedRequest {
        byte[] body = assembler.end(last);
        RequestHead head;
        try {
            head = RequestHead.of(request, edge.clientOf(proxied == null ? peer() : proxied, request.headers()));
        } catch (IllegalArgumentException e) {
            throw RejectedRequest.malformed("the request's target cannot be decoded");
        }
        boolean queued = queue.add(new Exchange(this, head, body));
        if (!queued) {
            edge.refused(Refusal.BAD_REQUEST);
        }
        if (!queued || !head.keepAlive()) {
            endInput();
        }
        handleNext();
    }

    /** Answers a request that breaks HTTP or a limit, after those before it. */
    private void reject(@Nullable HttpRequest request, RejectedRequest rejection) {
        if (rejection.refusal() != null) {
            edge.refused(rejection.refusal());
        }
        endInput();
        if (request != null) {
            RequestHead head = RequestHead.ofRejected(request, peer());
            queue.addRejection(new Exchange(this, head, new byte[0]), rejection.reply());
        }
        handleNext();
    }

    /** Nothing more is read: what is queued is answered, then the connection closes. */
    private void endInput() {
        inputEnded = true;
        assembler.discard();
        unhandled.charge(permit);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean halfClosed = event instanceof ChannelInputShutdownEvent
                || (event instanceof SslCloseCompletionEvent tls && tls.isSuccess());
        if (!halfClosed) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        endInput();
        switch (state) {
            case ANSWERING -> {
                timeout.restart(edge.timers(channel().eventLoop()).handshake());
                queue.abandonFirst();
            }
            case SENDING -> {} // closes when it is sent
            default -> channel().close();
        }
    }

    // ---- output

    /** Handles the next request, once the answer to the one before has been taken by the client. */
    private void handleNext() {
        if (state == State.ANSWERING || state == State.SENDING || state == State.CLOSING || state == State.ENDED) {
            return;
        }
        if (!queue.isEmpty()) {
            enter(State.ANSWERING);
            queue.handleFirst(edge);
        } else if (inputEnded) {
            enter(State.CLOSING);
            HalfClose.after(channel().newSucceededFuture()); // the client can read the last answer, and closes
        } else {
            enter(assembler.head() == null ? State.IDLE : State.READING);
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
            response.release(); // the engine has stopped and closed the connection
        }
    }

    private void answerNow(Exchange exchange, FullHttpResponse response) {
        if (state != State.ANSWERING || !queue.isFirst(exchange)) {
            response.release();
            return;
        }
        queue.removeFirst();
        unhandled.charge(permit);
        int size = response.content().readableBytes();
        boolean keepAlive = !inputEnded || !queue.isEmpty();
        enter(State.SENDING);
        ChannelFuture written = edge.responses().write(channel(), exchange.head(), response, keepAlive);
        if (written.isDone()) {
            sent(written);
        } else if (edge.responseBudget().tryAcquire(size)) {
            written.addListener(done -> {
                edge.responseBudget().release(size);
                sent(written);
            });
        } else {
            edge.refused(Refusal.SLOW_READER);
            channel().close();
        }
    }

    private void sent(ChannelFuture written) {
        if (!written.isSuccess()) {
            channel().close();
        } else if (state == State.SENDING) {
            state = State.IDLE;
            handleNext();
        }
    }

    // ---- the end

    void becomeWebSocket(WebSocketHandler webSocket, EventLoop owner, Runnable onMoved) {
        enter(State.ENDED);
        queue.clear();
        unhandled.decoded();
        unhandled.charge(permit);
        Channel upgraded = channel();
        upgraded.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        boolean moves = owner != upgraded.eventLoop();
        if (moves) {
            upgraded.config().setAutoRead(false);
        }
        upgraded.pipeline().addLast(webSocket);
        upgraded.pipeline().remove(this);
        upgraded.pipeline().remove(ReceivedBytes.class);
        upgraded.pipeline().remove(HttpServerCodec.class); // last: passes bytes after the request on to the WebSocket
        if (moves) {
            LoopChange.move(upgraded, owner, onMoved, webSocket::channelClosed);
        } else {
            onMoved.run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        enter(State.ENDED);
        endInput();
        queue.abandonFirst();
        queue.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException && refusal.isEmpty() && !inputEnded) {
            edge.refused(Refusal.BAD_REQUEST); // neither TLS nor a PROXY header
            inputEnded = true;
        }
        ctx.close(); // that, or a reset by the peer; channelInactive does the rest
    }
}
