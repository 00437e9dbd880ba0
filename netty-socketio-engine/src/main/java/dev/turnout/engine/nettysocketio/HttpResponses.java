package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.HttpReply;
import dev.turnout.engine.OriginCheck;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;

/** Writes the responses that do not come from netty-socketio. On the connection's event loop. */
final class HttpResponses {

    private static final String ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

    private HttpResponses() {}

    /** Writes a response and closes the connection. */
    static void writeAndClose(ChannelHandlerContext ctx, HttpReply reply) {
        write(ctx, reply, false);
    }

    static void write(ChannelHandlerContext ctx, HttpReply reply, boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(reply.bytes()));
        reply.headers().forEach(response.headers()::set);
        if (reply.status() != 204 && reply.status() != 304) {
            HttpUtil.setContentLength(response, response.content().readableBytes());
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelFuture written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** CORS (Fetch standard, 3.3.3): names the request's origin if it is allowed. */
    static HttpReply withCors(HttpReply reply, HandshakeHead request, OriginCheck origins) {
        HttpReply varied = reply.withHeader("Vary", "Origin");
        return request.origin()
                .filter(origins::allows)
                .map(origin -> varied.withHeader("Access-Control-Allow-Origin", origin)
                        .withHeader("Access-Control-Allow-Credentials", "true"))
                .orElse(varied);
    }

    static HttpReply preflight(HandshakeHead request) {
        HttpReply reply = new HttpReply(204, Map.of(), "")
                .withHeader("Access-Control-Allow-Methods", ALLOWED_METHODS)
                .withHeader("Access-Control-Max-Age", "600");
        return request.header("Access-Control-HandshakeHead-Headers")
                .map(requested -> reply.withHeader("Access-Control-Allow-Headers", requested))
                .orElse(reply);
    }
}
