package dev.turnout.engine.nettysocketio;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.AuthorizationResult;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.DefaultExceptionListener;
import com.corundumstudio.socketio.listener.MultiTypeEventListener;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.EventId;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Room;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.Timings;
import dev.turnout.engine.Transport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One path with a netty-socketio server of its own, without its port. */
final class NettySocketIoEndpoint implements Endpoint {

    private static final String ADMITTED = "turnout.admitted";
    private static final String SESSION = "turnout.session";

    /** Result of the admission at the HTTP handshake, kept for the session. */
    private record Admitted(@Nullable Object attachment, List<String> rooms, EventExecutor loop) {}

    private final EndpointConfig endpoint;
    private final EngineConfig config;
    private final AdapterCounters counters;
    private final Configuration configuration;
    private final NamespacesHub hub;
    private final Namespace namespace;
    private final Handlers handlers = new Handlers();
    private @Nullable EventLoops loops;

    NettySocketIoEndpoint(EndpointConfig endpoint, EngineConfig config, AdapterCounters counters) {
        this.endpoint = endpoint;
        this.config = config;
        this.counters = counters;
        this.configuration = configuration();
        this.hub = new NamespacesHub(configuration);
        this.namespace = hub.create(Namespace.DEFAULT_NAME);
        namespace.addConnectListener(this::connected);
        namespace.addDisconnectListener(this::disconnected);
        MultiTypeEventListener anyEvent = this::event;
        namespace.addMultiTypeEventListener(JsonArguments.ANY_EVENT, anyEvent);
    }

    private Configuration configuration() {
        Timings timings = config.timings();
        Configuration made = new Configuration();
        made.setContext(endpoint.path().substring(0, endpoint.path().length() - 1));
        made.setJsonSupport(new JsonArguments());
        made.setAckMode(AckMode.MANUAL);
        made.setRandomSession(true);
        made.setHttpCompression(false);
        made.setWebsocketCompression(false);
        made.setAddVersionHeader(false);
        made.setPingInterval((int) timings.pingInterval().toMillis());
        made.setPingTimeout((int) timings.pingTimeout().toMillis());
        made.setUpgradeTimeout((int) timings.upgradeTimeout().toMillis());
        made.setMaxFramePayloadLength(config.limits().maxPayload());
        made.setMaxHttpContentLength(config.limits().maxPayload());
        made.setAuthorizationListener(this::authorize);
        made.setExceptionListener(new PropagateExceptions());
        return made;
    }

    void start(EventLoops started) {
        loops = started;
        handlers.start(configuration, hub);
    }

    void stop() {
        handlers.stop();
    }

    /** Adds the handlers of netty-socketio to a connection, and a read timeout that closes an idle one. */
    void install(ChannelHandlerContext router) {
        ChannelPipeline pipeline = router.pipeline();
        Timings timings = config.timings();
        long idleMillis = timings.pingInterval().plus(timings.pingTimeout()).toMillis()
                + timings.handshakeTimeout().toMillis();
        handlers.install(pipeline);
        pipeline.addFirst(new ReadTimeoutHandler(idleMillis, TimeUnit.MILLISECONDS));
        pipeline.addLast(new CloseOnException());
        pipeline.remove(FlowControlHandler.class);
        router.channel().config().setAutoRead(true);
    }

    private AuthorizationResult authorize(HandshakeData data) {
        Admission admission = endpoint.handler().admit(handshake(data));
        if (admission instanceof Admission.Accepted accepted) {
            Admitted admitted = new Admitted(accepted.attachment(), accepted.rooms(), loops().current());
            return new AuthorizationResult(true, Map.of(ADMITTED, admitted));
        }
        return AuthorizationResult.FAILED_AUTHORIZATION;
    }

    private Handshake handshake(HandshakeData data) {
        Map<String, String> query = HandshakeHead.firstValues(data.getUrlParams());
        return new Handshake(
                endpoint.path(),
                endpoint.namespace(),
                query,
                name -> Optional.ofNullable(data.getHttpHeaders().get(name)),
                JsonNodeFactory.instance.objectNode(),
                ForwardedAddress.of(
                        data.getAddress(),
                        data.getHttpHeaders(),
                        config.network().trustedProxies()),
                "3".equals(query.get("EIO")) ? 3 : 4,
                "websocket".equals(query.get("transport")) ? Transport.WEBSOCKET : Transport.POLLING,
                UUID.randomUUID().toString(), // netty-socketio makes its own only later
                false);
    }

    static NettySocketIoSession session(SocketIOClient client) {
        return client.get(SESSION);
    }

    private void connected(SocketIOClient client) {
        Admitted admitted = client.get(ADMITTED);
        NettySocketIoSession session =
                new NettySocketIoSession(client, admitted.attachment(), admitted.loop(), this, counters);
        client.set(SESSION, session);
        admitted.rooms().forEach(session::join);
        counters.opened(session);
        call(session, "opened", handler -> handler.opened(session));
    }

    private void event(SocketIOClient client, MultiTypeArgs nameAndArgs, AckRequest request) {
        NettySocketIoSession session = session(client);
        List<JsonNode> all =
                nameAndArgs.getArgs().stream().map(JsonNode.class::cast).toList();
        Ack ack = request.isAckRequested() ? args -> request.sendAckData(List.copyOf(args)) : Ack.NOT_WANTED;
        call(
                session,
                "event",
                handler -> handler.event(session, all.get(0).textValue(), all.subList(1, all.size()), ack));
    }

    private void disconnected(SocketIOClient client) {
        NettySocketIoSession session = session(client);
        if (session != null) {
            ended(session, CloseReason.TRANSPORT_CLOSE);
        }
    }

    /** The only way a session ends. False when it has ended already. */
    boolean ended(NettySocketIoSession session, CloseReason reason) {
        if (!session.leave()) {
            return false;
        }
        counters.closed(session, reason);
        call(session, "closed", handler -> {
            session.markClosed();
            handler.closed(session, reason);
        });
        return true;
    }

    /** Calls the handler on the session's loop, in the order of arrival; an exception closes only that session. */
    private void call(NettySocketIoSession session, String what, Consumer<SessionHandler> call) {
        session.loop().execute(() -> {
            try {
                if (!session.isHandlerDone()) {
                    call.accept(endpoint.handler());
                }
            } catch (RuntimeException e) {
                counters.handlerFailed(what, session.id(), e);
                session.closeConnection();
            }
        });
    }

    /** How long a client may take to close its connection after a DISCONNECT. */
    Duration closeTimeout() {
        return config.timings().pingTimeout();
    }

    @Override
    public Room room(String name) {
        return new NettySocketIoRoom(name, namespace, loops(), counters);
    }

    /** No session is continued here, so there is nothing to do with the log. */
    @Override
    public void shareLog(String engine, long begin, long end) {}

    @Override
    public void placed(EventId id, long position) {}

    @Override
    public void passed(long position) {}

    @Override
    public void readToEnd() {}

    @Override
    public void continuedElsewhere(String sessionId) {}

    private EventLoops loops() {
        if (loops == null) {
            throw new IllegalStateException("not started");
        }
        return loops;
    }

    /** The handlers of netty-socketio without its HTTP codec, which the connection has already. */
    private static final class Handlers extends SocketIOChannelInitializer {
        void install(ChannelPipeline pipeline) {
            addSocketioHandlers(pipeline);
            pipeline.remove(HTTP_REQUEST_DECODER);
            pipeline.remove(HTTP_AGGREGATOR);
            pipeline.remove(HTTP_ENCODER);
        }
    }

    /** Passes decoding failures on to {@link CloseOnException}; by default netty-socketio ignores them. */
    private static final class PropagateExceptions extends DefaultExceptionListener {
        @Override
        public boolean exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            return false;
        }
    }
}
