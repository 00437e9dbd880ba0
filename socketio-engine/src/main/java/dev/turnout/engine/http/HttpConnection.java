package dev.turnout.engine.http;

import dev.turnout.engine.ConnectionLedger.ConnectionPermit;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.websocket.EpollWebSocket;
import dev.turnout.engine.websocket.HalfClose;
import dev.turnout.engine.websocket.WebSocketConnection;
import dev.turnout.engine.websocket.WebSocketConnection.Options;
import dev.turnout.engine.websocket.WebSocketHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
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
 * While a request is ANSWERING or SENDING the next ones are read and queued by {@link RequestReader}. When the input has
 * ended, what was queued before is answered, then the connection closes. An upgrade to WebSocket leads from ANSWERING to
 * ENDED.
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
    private final Channel channel;
    private final PipelinedRequests queue;
    private final RequestReader reader;
    private final Timeout timeout = new Timeout();
    private State state = State.NEW;
    private boolean halfClosed;
    private Optional<Refusal> refusal = Optional.empty();
    private @Nullable ConnectionPermit permit;

    HttpConnection(HttpEdge edge, Channel channel) {
        this.edge = edge;
        this.channel = channel;
        this.queue = new PipelinedRequests(edge.maxBody());
        this.reader = new RequestReader(this, edge, queue);
    }

    Channel channel() {
        return channel;
    }

    UnhandledBytes unhandled() {
        return reader.unhandled();
    }

    // ---- the connection

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        InetAddress peer = reader.peer();
        ConnectionPermit granted = edge.ledger().connection(peer, edge.proxies().trusts(peer));
        refusal = granted.refusal();
        if (refusal.isEmpty()) {
            permit = granted;
            reader.unhandled().chargeTo(granted);
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

    /** Changes the state and restarts the deadline that belongs to it. */
    private void enter(State next) {
        state = next;
        LoopTimers timers = edge.timers(channel.eventLoop());
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
                reader.reject(new RejectedRequest(Refusal.HANDSHAKE_TIMEOUT, 408, "the request took too long"));
                return;
            }
            if (state == State.NEW && refusal.isEmpty()) {
                edge.refused(Refusal.HANDSHAKE_TIMEOUT);
            } else if (state == State.SENDING) {
                edge.refused(Refusal.SLOW_READER);
            }
            reader.end();
            channel.close();
        }
    }

    // ---- input

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            reader.read(message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reader.unhandled().charge().ifPresent(this::withoutMemory);
        ctx.fireChannelReadComplete();
    }

    /** A head in parts, and requests that wait, stay in memory until the connection closes; a body is dropped at once. */
    private void withoutMemory(Refusal limit) {
        if (state == State.READING && reader.isInRequest()) {
            reader.reject(RejectedRequest.withoutMemory(limit));
        } else {
            edge.refused(limit);
            channel.close();
        }
    }

    /**
     * A request has begun.
     *
     * @throws RejectedRequest when the connection is above a limit
     */
    void requestBegins() throws RejectedRequest {
        if (state == State.NEW || state == State.IDLE) {
            enter(State.READING);
        }
        if (refusal.isPresent()) {
            throw RejectedRequest.withoutSlot(refusal.get());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean inputEnded = event instanceof ChannelInputShutdownEvent
                || (event instanceof SslCloseCompletionEvent tls && tls.isSuccess());
        if (!inputEnded) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        halfClosed = true;
        reader.end();
        switch (state) {
            case ANSWERING -> abandon();
            case SENDING -> {} // closes when it is sent
            default -> channel.close();
        }
    }

    /** The client has closed its side and may still read: what waits for it is to be answered now. */
    private void abandon() {
        timeout.restart(edge.timers(channel.eventLoop()).handshake());
        queue.abandonFirst();
    }

    // ---- output

    /** Handles the next request, once the answer to the one before has been taken by the client. */
    void handleNext() {
        if (state == State.ANSWERING || state == State.SENDING || state == State.CLOSING || state == State.ENDED) {
            return;
        }
        if (!queue.isEmpty()) {
            enter(State.ANSWERING);
            queue.handleFirst(edge);
            if (halfClosed && state == State.ANSWERING) {
                abandon();
            }
        } else if (reader.hasEnded()) {
            enter(State.CLOSING);
            HalfClose.after(channel.newSucceededFuture()); // the client can read the last answer, and closes
        } else {
            enter(reader.isInRequest() ? State.READING : State.IDLE);
        }
    }

    /** Answers the exchange if it still waits; any thread. */
    void answer(Exchange exchange, FullHttpResponse response) {
        EventLoop loop = channel.eventLoop();
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
        reader.unhandled().charge();
        int size = response.content().readableBytes();
        boolean keepAlive = !reader.hasEnded() || !queue.isEmpty();
        enter(State.SENDING);
        ChannelFuture written = edge.responses().write(channel, exchange.head(), response, keepAlive);
        if (written.isDone()) {
            sent(written);
        } else if (edge.responseBudget().tryAcquire(size)) {
            written.addListener(done -> {
                edge.responseBudget().release(size);
                sent(written);
            });
        } else {
            edge.refused(Refusal.SLOW_READER);
            channel.close();
        }
    }

    private void sent(ChannelFuture written) {
        if (!written.isSuccess()) {
            channel.close();
        } else if (state == State.SENDING) {
            state = State.IDLE;
            handleNext();
        }
    }

    // ---- the end

    /** See {@link Exchange#becomeWebSocket}. */
    void becomeWebSocket(Options options, EventLoop owner, Consumer<WebSocketConnection> onReady, Runnable onClosed) {
        enter(State.ENDED);
        queue.clear();
        reader.unhandled().decoded();
        reader.unhandled().charge();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        if (SocketDetacher.isPossible(channel)) {
            detach(options, owner, onReady, onClosed);
            return;
        }
        boolean moves = owner != channel.eventLoop();
        if (moves) {
            channel.config().setAutoRead(false);
        }
        WebSocketHandler webSocket = new WebSocketHandler(options, channel);
        removeHttp();
        if (moves) {
            LoopChange.move(channel, owner, () -> start(webSocket, onReady, onClosed), () -> {
                webSocket.connectionClosed();
                onClosed.run();
            });
        } else {
            start(webSocket, onReady, onClosed);
        }
    }

    private void detach(Options options, EventLoop owner, Consumer<WebSocketConnection> onReady, Runnable onClosed) {
        ConnectionPermit held = Objects.requireNonNull(permit, "a refused connection has no requests");
        SocketDetacher detacher = SocketDetacher.addTo(channel, this::reportFailure);
        removeHttp();
        detacher.detach(
                channel,
                owner,
                (socket, early) -> start(new EpollWebSocket(options, socket, owner, held, early), onReady, onClosed),
                () -> {
                    held.release();
                    onClosed.run();
                });
    }

    /** A WebSocket that cannot be started, for example without memory, is closed. */
    private void start(WebSocketConnection webSocket, Consumer<WebSocketConnection> onReady, Runnable onClosed) {
        try {
            onReady.accept(webSocket);
        } catch (RuntimeException | Error e) {
            edge.failed(e);
            webSocket.abort();
            onClosed.run();
        }
    }

    private void removeHttp() {
        channel.pipeline().remove(this);
        channel.pipeline().remove(ReceivedBytes.class);
        channel.pipeline().remove(HttpServerCodec.class); // last: passes bytes after the request on to the WebSocket
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        enter(State.ENDED);
        reader.end();
        queue.abandonFirst();
        queue.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException && refusal.isEmpty() && !reader.hasEnded()) {
            edge.refused(Refusal.BAD_REQUEST); // neither TLS nor a PROXY header
            reader.end();
        }
        reportFailure(cause);
        ctx.close(); // that, or a reset by the peer; channelInactive does the rest
    }

    private void reportFailure(Throwable cause) {
        if (!WebSocketConnection.isOfClient(cause)) {
            edge.failed(cause);
        }
    }
}
