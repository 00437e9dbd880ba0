package dev.turnout.engine.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Adds the headers that every response has, and writes it. Any loop. */
final class ResponseWriter {

    private final Cors cors;
    private final DateHeader date;

    ResponseWriter(Cors cors, DateHeader date) {
        this.cors = cors;
        this.date = date;
    }

    /** @param keepAlive whether the connection stays open for another request */
    ChannelFuture write(Channel channel, RequestHead request, FullHttpResponse response, boolean keepAlive) {
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.DATE, date.value());
        boolean hasLength = !response.status().equals(HttpResponseStatus.NOT_MODIFIED)
                && !response.status().equals(HttpResponseStatus.NO_CONTENT);
        if (hasLength) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.version().isKeepAliveDefault()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        cors.answer(request.headers(), headers);
        return channel.writeAndFlush(response);
    }

    /** Sends {@code 100 Continue}, for which a client waits before it sends the body (RFC 9110, section 10.1.1). */
    static void writeContinue(Channel channel) {
        channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
}
