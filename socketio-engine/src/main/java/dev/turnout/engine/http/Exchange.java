package dev.turnout.engine.http;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.websocket.WebSocketHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request on its connection, waiting for its answer. The first answer counts; any thread may give it. */
public final class Exchange implements HttpExchange {

    private final HttpConnection connection;
    private final Request request;
    private volatile @Nullable Runnable onAbandoned;

    Exchange(HttpConnection connection, Request request) {
        this.connection = connection;
        this.request = request;
    }

    public Request request() {
        return request;
    }

    /** What to do when the client goes away before it was answered; runs on the connection's loop. */
    public void onAbandoned(Runnable task) {
        onAbandoned = task;
    }

    void abandoned() {
        Runnable task = onAbandoned;
        if (task != null) {
            task.run();
        }
    }

    /** Answers with these bytes; takes ownership of them. */
    public void reply(int status, String contentType, ByteBuf body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        reply(response);
    }

    void reply(FullHttpResponse response) {
        connection.answer(this, response);
    }

    @Override
    public void reply(HttpReply reply) {
        reply(response(reply));
    }

    static FullHttpResponse response(HttpReply reply) {
        ByteBuf body = Unpooled.wrappedBuffer(reply.body().getBytes(StandardCharsets.UTF_8));
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), body);
        reply.headers().forEach(response.headers()::set);
        return response;
    }

    /**
     * Makes the connection a websocket: takes HTTP off it, moves it to {@code owner} and, once it is there, runs
     * {@code onMoved} on that loop, which sends the 101 or refuses. On the connection's loop.
     */
    public void becomeWebSocket(WebSocketHandler webSocket, EventLoop owner, Runnable onMoved) {
        connection.becomeWebSocket(webSocket, owner, onMoved);
    }

    /** The loop that the connection is on now. */
    public EventLoop loop() {
        return connection.channel().eventLoop();
    }

    /** What whoever takes the connection over has to run when it closes. */
    public Runnable onConnectionClosed() {
        return connection.releaseOfPlace();
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
        return Optional.ofNullable(request.headers().get(name));
    }

    @Override
    public byte[] body() {
        return request.body().bytes();
    }

    @Override
    public InetAddress remoteAddress() {
        return request.remoteAddress();
    }
}
