package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.nettysocketio.HandshakeRules.EngineIoError;
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
 * Stands before everything on a connection: checks origin and form of each request, answers preflights, passes plain
 * HTTP to its routes, and puts the netty-socketio of a base path behind itself when the first request for it comes.
 */
final class Gate extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final EngineConfig config;
    private final Map<String, BasePath> paths;
    private final Counters counters;
    private final BooleanSupplier refusing;
    private @Nullable BasePath behind;
    private @Nullable Future<?> firstRequest;
    private boolean awaiting;

    Gate(EngineConfig config, Map<String, BasePath> paths, Counters counters, BooleanSupplier refusing) {
        super(false);
        this.config = config;
        this.paths = paths;
        this.counters = counters;
        this.refusing = refusing;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        firstRequest = ctx.executor()
                .schedule(
                        () -> {
                            counters.refused(Refusal.HANDSHAKE_TIMEOUT, 1);
                            ctx.close();
                        },
                        config.timings().handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
        awaitNext(ctx);
    }

    /** One request at a time, so that answers keep the order of the requests (RFC 9112, 9.3.2). */
    void awaitNext(ChannelHandlerContext ctx) {
        awaiting = true;
        ctx.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (awaiting) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopWaiting();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        ctx.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        awaiting = false;
        stopWaiting();
        Request request;
        try {
            request = Request.of(http);
        } catch (IllegalArgumentException e) {
            http.release();
            counters.refused(Refusal.BAD_REQUEST, 1);
            Replies.lastOne(ctx, HttpReply.problem(400, "not a well-formed request"));
            return;
        }
        if (request.isPreflight()) {
            http.release();
            new PlainExchange(ctx, this, request, config.network(), new byte[0]).replyToPreflight();
            return;
        }
        BasePath base = paths.get(request.path());
        if (base == null) {
            answerPlainHttp(ctx, http, request);
        } else {
            enter(ctx, http, request, base);
        }
    }

    private void answerPlainHttp(ChannelHandlerContext ctx, FullHttpRequest http, Request request) {
        byte[] body = new byte[http.content().readableBytes()];
        http.content().readBytes(body);
        http.release();
        if (behind != null) {
            ctx.close();
            return;
        }
        PlainExchange exchange = new PlainExchange(ctx, this, request, config.network(), body);
        try {
            config.http().handle(exchange);
        } catch (RuntimeException e) {
            counters.handlerFailed("http", request.method(), e);
            exchange.reply(HttpReply.problem(500, "internal error"));
        }
    }

    private void enter(ChannelHandlerContext ctx, FullHttpRequest http, Request request, BasePath base) {
        if (request.origin().filter(o -> !config.network().origins().allows(o)).isPresent()) {
            refuse(ctx, http, request, Refusal.ORIGIN, error(403, EngineIoError.FORBIDDEN));
            return;
        }
        Optional<EngineIoError> broken = HandshakeRules.broken(request);
        if (broken.isPresent() || (behind != null && behind != base)) {
            EngineIoError error = broken.orElse(EngineIoError.BAD_REQUEST);
            refuse(ctx, http, request, Refusal.BAD_REQUEST, error(400, error));
            return;
        }
        if (request.opensSession() && refusing.getAsBoolean()) {
            HttpReply later = HttpReply.problem(503, "shutting down").withHeader("Retry-After", "5");
            refuse(ctx, http, request, Refusal.SHUTTING_DOWN, later);
            return;
        }
        if (behind == null) {
            behind = base;
            base.install(ctx);
        }
        ctx.fireChannelRead(http);
    }

    private void refuse(ChannelHandlerContext ctx, FullHttpRequest http, Request request, Refusal why, HttpReply how) {
        http.release();
        counters.refused(why, 1);
        Replies.lastOne(ctx, Replies.withCors(how, request, config.network().origins()));
    }

    private static HttpReply error(int status, EngineIoError error) {
        return HttpReply.json(status, error.json());
    }

    private void stopWaiting() {
        if (firstRequest != null) {
            firstRequest.cancel(false);
            firstRequest = null;
        }
    }
}
