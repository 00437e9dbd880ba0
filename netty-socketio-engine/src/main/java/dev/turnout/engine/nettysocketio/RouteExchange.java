package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Network;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A plain HTTP request outside the endpoints. The next one on the same connection is read after the reply. */
final class RouteExchange implements HttpExchange {

    private final ChannelHandlerContext ctx;
    private final RequestRouter router;
    private final HandshakeHead request;
    private final Network network;
    private final byte[] body;
    private final AtomicBoolean replied = new AtomicBoolean();

    RouteExchange(
            ChannelHandlerContext ctx, RequestRouter router, HandshakeHead request, Network network, byte[] body) {
        this.ctx = ctx;
        this.router = router;
        this.request = request;
        this.network = network;
        this.body = body;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public Map<String, String> query() {
        return request.query();
    }

    @Override
    public Optional<String> header(String name) {
        return request.header(name);
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public InetAddress remoteAddress() {
        return ForwardedAddress.of(
                (InetSocketAddress) ctx.channel().remoteAddress(), request.headers(), network.trustedProxies());
    }

    @Override
    public void reply(HttpReply reply) {
        if (replied.compareAndSet(false, true)) {
            HttpReply complete = HttpResponses.withCors(reply, request, network.origins());
            ctx.executor().execute(() -> {
                HttpResponses.write(ctx, complete, request.keepAlive());
                if (request.keepAlive()) {
                    router.readNext(ctx);
                }
            });
        }
    }

    void replyToPreflight() {
        boolean allowed = request.origin().filter(network.origins()::allows).isPresent();
        reply(allowed ? HttpResponses.preflight(request) : HttpReply.problem(403, "origin not allowed"));
    }
}
