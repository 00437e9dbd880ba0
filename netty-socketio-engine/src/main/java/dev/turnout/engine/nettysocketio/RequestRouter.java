package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.nettysocketio.HandshakeChecks.EngineIoError;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * First handler after the HTTP codec: checks origin and form of each request, answers preflights, passes plain HTTP to
 * the routes, and installs the netty-socketio handlers of an endpoint at its first request on the connection.
 */
final class RequestRouter extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final EngineConfig config;
    private final Map<String, NettySocketIoEndpoint> paths;
    private final AdapterCounters counters;
    private final BooleanSupplier refusing;
    private @Nullable NettySocketIoEndpoint installed;
    private @Nullable Future<?> handshakeTimeout;
    private boolean readPending;

    RequestRouter(
            EngineConfig config,
            Map<String, NettySocketIoEndpoint> paths,
            AdapterCounters counters,
            BooleanSupplier refusing) {
        super(false);
        this.config = config;
        this.paths = paths;
        this.counters = counters;
        this.refusing = refusing;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        handshakeTimeout = ctx.executor()
                .schedule(
                        () -> {
                            counters.refused(Refusal.HANDSHAKE_TIMEOUT, 1);
                            ctx.close();
                        },
                        config.timings().handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
        readNext(ctx);
    }

    /** One request at a time, so that responses keep the order of the requests (RFC 9112, 9.3.2). */
    void readNext(ChannelHandlerContext ctx) {
        readPending = true;
        ctx.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (readPending) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelHandshakeTimeout();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        ctx.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        readPending = false;
        cancelHandshakeTimeout();
        HandshakeHead request;
        try {
            request = HandshakeHead.of(http);
        } catch (IllegalArgumentException e) {
            http.release();
            counters.refused(Refusal.BAD_REQUEST, 1);
            HttpResponses.writeAndClose(ctx, HttpReply.problem(400, "not a well-formed request"));
            return;
        }
        if (request.isPreflight()) {
            http.release();
            new RouteExchange(ctx, this, request, config.network(), new byte[0]).replyToPreflight();
            return;
        }
        NettySocketIoEndpoint base = paths.get(request.path());
        if (base == null) {
            answerPlainHttp(ctx, http, request);
        } else {
            enter(ctx, http, request, base);
        }
    }

    private void answerPlainHttp(ChannelHandlerContext ctx, FullHttpRequest http, HandshakeHead request) {
        byte[] body = new byte[http.content().readableBytes()];
        http.content().readBytes(body);
        http.release();
        if (installed != null) {
            ctx.close();
            return;
        }
        RouteExchange exchange = new RouteExchange(ctx, this, request, config.network(), body);
        try {
            config.http().handle(exchange);
        } catch (RuntimeException e) {
            counters.handlerFailed("http", request.method(), e);
            exchange.reply(HttpReply.problem(500, "internal error"));
        }
    }

    private void enter(
            ChannelHandlerContext ctx, FullHttpRequest http, HandshakeHead request, NettySocketIoEndpoint base) {
        if (request.origin().filter(o -> !config.network().origins().allows(o)).isPresent()) {
            refuse(ctx, http, request, Refusal.ORIGIN, error(403, EngineIoError.FORBIDDEN));
            return;
        }
        Optional<EngineIoError> violation = HandshakeChecks.violation(request);
        if (violation.isPresent() || (installed != null && installed != base)) {
            EngineIoError error = violation.orElse(EngineIoError.BAD_REQUEST);
            refuse(ctx, http, request, Refusal.BAD_REQUEST, error(400, error));
            return;
        }
        if (request.opensSession() && refusing.getAsBoolean()) {
            HttpReply later = HttpReply.problem(503, "shutting down").withHeader("Retry-After", "5");
            refuse(ctx, http, request, Refusal.SHUTTING_DOWN, later);
            return;
        }
        if (installed == null) {
            installed = base;
            base.install(ctx);
        }
        ctx.fireChannelRead(http);
    }

    private void refuse(
            ChannelHandlerContext ctx, FullHttpRequest http, HandshakeHead request, Refusal why, HttpReply how) {
        http.release();
        counters.refused(why, 1);
        HttpResponses.writeAndClose(
                ctx, HttpResponses.withCors(how, request, config.network().origins()));
    }

    private static HttpReply error(int status, EngineIoError error) {
        return HttpReply.json(status, error.json());
    }

    private void cancelHandshakeTimeout() {
        if (handshakeTimeout != null) {
            handshakeTimeout.cancel(false);
            handshakeTimeout = null;
        }
    }
}
