package dev.turnout.engine.nettysocketio;

import com.corundumstudio.socketio.MultiTypeAckCallback;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import com.corundumstudio.socketio.transport.NamespaceClient;
import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A netty-socketio client. Calls to its handler run on {@link #loop}, whichever thread netty-socketio uses. */
final class NettySocketIoSession implements Session {

    private final SocketIOClient client;
    private final @Nullable Object attachment;
    private final EventExecutor loop;
    private final NettySocketIoEndpoint base;
    private final AdapterCounters counters;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean handlerDone;

    NettySocketIoSession(
            SocketIOClient client,
            @Nullable Object attachment,
            EventExecutor loop,
            NettySocketIoEndpoint base,
            AdapterCounters counters) {
        this.client = client;
        this.attachment = attachment;
        this.loop = loop;
        this.base = base;
        this.counters = counters;
    }

    EventExecutor loop() {
        return loop;
    }

    /** On the loop: no further calls to the handler. */
    void markClosed() {
        handlerDone = true;
    }

    boolean isHandlerDone() {
        return handlerDone;
    }

    /** Removes the session from every room, also from one it is joining right now. True for the first caller only. */
    boolean leave() {
        boolean first = closed.compareAndSet(false, true);
        client.getAllRooms().forEach(client::leaveRoom);
        return first;
    }

    @Override
    public String id() {
        return client.getSessionId().toString();
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public Transport transport() {
        return client.getTransport() == com.corundumstudio.socketio.Transport.WEBSOCKET
                ? Transport.WEBSOCKET
                : Transport.POLLING;
    }

    @Override
    public int protocol() {
        return client.getEngineIOVersion() == EngineIOVersion.V3 ? 3 : 4;
    }

    @Override
    public void join(String room) {
        client.joinRoom(room);
        if (closed.get()) {
            client.leaveRoom(room);
        }
    }

    @Override
    public void leave(String room) {
        client.leaveRoom(room);
    }

    @Override
    public void emit(Event event) {
        if (!closed.get()) {
            counters.sent(1);
            client.sendEvent(event.name(), event.args().toArray());
        }
    }

    @Override
    public void emit(Event event, Consumer<List<JsonNode>> onAck) {
        if (!closed.get()) {
            counters.sent(1);
            client.sendEvent(event.name(), callback(onAck), event.args().toArray());
        }
    }

    private MultiTypeAckCallback callback(Consumer<List<JsonNode>> onAck) {
        return new MultiTypeAckCallback() {
            @Override
            public void onSuccess(MultiTypeArgs answer) {
                List<JsonNode> args =
                        answer.getArgs().stream().map(JsonNode.class::cast).toList();
                loop.execute(() -> onAck.accept(args));
            }
        };
    }

    @Override
    public void emitLatest(Event event) {
        emit(event);
    }

    /**
     * Sends a DISCONNECT and lets the client close the connection within the ping timeout: netty-socketio cannot flush
     * and close while polling.
     */
    @Override
    public void disconnect() {
        loop.execute(() -> {
            if (base.ended(this, CloseReason.SERVER_NAMESPACE_DISCONNECT)) {
                client.disconnect();
                loop.schedule(this::closeChannel, base.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    @Override
    public void closeConnection() {
        loop.execute(() -> closeConnection(CloseReason.FORCED_SERVER_CLOSE, new CompletableFuture<>()));
    }

    /** On the loop. {@code left} completes after the handler was called. */
    void closeConnection(CloseReason reason, CompletableFuture<Void> left) {
        if (base.ended(this, reason)) {
            closeChannel();
        }
        loop.execute(() -> left.complete(null));
    }

    private void closeChannel() {
        ChannelFuture noop = head().send(new Packet(PacketType.NOOP, client.getEngineIOVersion()));
        if (noop != null) {
            noop.addListener(ChannelFutureListener.CLOSE);
        }
        head().onChannelDisconnect();
    }

    private ClientHead head() {
        return ((NamespaceClient) client).getBaseClient();
    }
}
