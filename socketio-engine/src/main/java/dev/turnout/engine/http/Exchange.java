package dev.turnout.engine.http;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.websocket.WebSocketConnection;
import dev.turnout.engine.websocket.WebSocketConnection.Options;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its connection and the way to answer it. The first answer counts; any thread may give it. */
public final class Exchange implements HttpExchange {

    private final HttpConnection connection;
    private RequestHead head;
    private final byte[] body;
    private volatile @Nullable Runnable onAbandoned;

    Exchange(HttpConnection connection, RequestHead head, byte[] body) {
        this.connection = connection;
        this.head = head;
        this.body = body;
    }

    public RequestHead head() {
        return head;
    }

    /** What the request takes while it waits for the answer to another. */
    int memory() {
        return RequestHead.memory(head.path(), head.headers()) + head.query().memory() + body.length;
    }

    /** Drops what the answer does not depend on, for a request that waits for its answer. On its loop. */
    public void keepForAnswer() {
        head = head.forAnswer();
    }

    /** What to do when the client closes its side before it was answered; runs on the connection's loop. */
    public void onAbandoned(Runnable task) {
        onAbandoned = task;
    }

    void abandoned() {
        Runnable task = onAbandoned;
        if (task != null) {
            onAbandoned = null;
            task.run();
        }
    }

    /** Answers with these bytes; takes ownership of them. */
    public void reply(int status, String contentType, ByteBuf bytes) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), bytes);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        reply(response);
    }

    void reply(FullHttpResponse response) {
        connection.answer(this, response);
    }

    @Override
    public void reply(HttpReply reply) {
        ByteBuf bytes = Unpooled.wrappedBuffer(reply.bytes());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), bytes);
        reply.headers().forEach(response.headers()::set);
        reply(response);
    }

    /**
     * Makes the connection a WebSocket: removes HTTP from it, and moves it to {@code owner}. On the connection's loop.
     *
     * @param onReady runs on the new loop; sends the 101, and opens the WebSocket
     * @param onClosed runs instead when the connection closes before
     */
    public void becomeWebSocket(
            Options options, EventLoop owner, Consumer<WebSocketConnection> onReady, Runnable onClosed) {
        connection.becomeWebSocket(options, owner, onReady, onClosed);
    }

    /** The loop that the connection is on now. */
    public EventLoop loop() {
        return connection.channel().eventLoop();
    }

    /** HEAD is handled as GET; its answer is sent without the body (RFC 9110, section 9.3.2). */
    @Override
    public String method() {
        return head.method().equals("HEAD") ? "GET" : head.method();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public Map<String, String> query() {
        return head.query().firstOfEach();
    }

    @Override
    public List<String> queryValues(String name) {
        return head.query().all(name);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(head.headers().get(name));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public InetAddress remoteAddress() {
        return head.remoteAddress();
    }
}
