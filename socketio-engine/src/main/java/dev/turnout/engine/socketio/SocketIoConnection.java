package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.engine.engineio.EngineIoListener;
import dev.turnout.engine.engineio.EngineIoSession;
import dev.turnout.engine.engineio.FrameSource;
import dev.turnout.engine.engineio.Outbound;
import dev.turnout.engine.http.OpeningRequest;
import dev.turnout.engine.loop.Deadline;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Socket.IO side of one Engine.IO session: packets to and from the sessions of its namespaces (Socket.IO protocol,
 * "Exchange protocol"). Confined to the session's loop. A handler's failure is caught and logged here, and ends the
 * connection.
 */
final class SocketIoConnection implements EngineIoListener {

    private static final Logger log = LoggerFactory.getLogger(SocketIoConnection.class);

    private final SocketIoServer server;
    private final EngineIoSession engineSession;
    private final LoopSessions loop;
    private List<SocketIoSession> sessions = List.of();
    private @Nullable OpeningRequest request;
    private @Nullable NamespaceTimeout namespaceTimeout;
    private @Nullable PartialPacket partial;

    /** CONNECTs that wait until their session's former connection has been replaced. */
    private List<ConnectRequest> waiting = List.of();

    SocketIoConnection(
            SocketIoServer server, EngineIoSession engineSession, LoopSessions loop, OpeningRequest request) {
        this.server = server;
        this.engineSession = engineSession;
        this.loop = loop;
        this.request = request;
    }

    /** Closes a connection that is in no namespace for too long. */
    private final class NamespaceTimeout extends Deadline {

        private final CloseReason reason;

        NamespaceTimeout(CloseReason reason) {
            this.reason = reason;
        }

        void stop() {
            cancelDeadline();
        }

        @Override
        protected void expired() {
            close(reason);
        }
    }

    private void startNamespaceTimeout(CloseReason whenOver) {
        stopNamespaceTimeout();
        namespaceTimeout = new NamespaceTimeout(whenOver);
        loop.connects().restart(namespaceTimeout);
    }

    private void stopNamespaceTimeout() {
        if (namespaceTimeout != null) {
            namespaceTimeout.stop();
            namespaceTimeout = null;
        }
    }

    private boolean isTimeoutAfter(CloseReason reason) {
        return namespaceTimeout != null && namespaceTimeout.reason == reason;
    }

    /** 2.x clients are in the main namespace without a CONNECT; all others have to send one in time. */
    @Override
    public void opened() {
        if (protocol() == 3) {
            guarded(() -> connect("/", JsonNodeFactory.instance.objectNode()));
        } else {
            startNamespaceTimeout(CloseReason.CONNECT_TIMEOUT);
        }
    }

    LoopSessions loop() {
        return loop;
    }

    EngineIoSession engineSession() {
        return engineSession;
    }

    Transport transport() {
        return engineSession.transport();
    }

    int protocol() {
        return engineSession.protocol();
    }

    void send(FrameSource source) {
        engineSession.send(source);
    }

    private void send(PacketEncoder.Encoded encoded) {
        engineSession.send(encoded.outbound());
    }

    void close(CloseReason reason) {
        engineSession.close(reason);
    }

    // ---- packets

    @Override
    public void text(ByteBuf message) {
        guarded(() -> {
            if (partial != null) {
                throw PacketException.malformed("text where an attachment was due");
            }
            Packet packet = server.decoder().decode(message);
            if (packet.attachments() > 0) {
                partial = new PartialPacket(message, packet.attachments(), engineSession.permit());
            } else {
                received(packet);
            }
        });
    }

    @Override
    public void binary(ByteBuf message) {
        guarded(() -> {
            PartialPacket packet = partial;
            if (packet == null) {
                throw PacketException.malformed("an attachment that was not announced");
            }
            if (packet.add(message)) {
                releasePartial();
                received(packet.complete(server.decoder()));
            }
        });
    }

    private void releasePartial() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    private interface Action {
        void run() throws PacketException;
    }

    /** Failures of handlers are caught here and nowhere else. */
    private void guarded(Action action) {
        try {
            action.run();
        } catch (PacketException e) {
            close(e.reason());
        } catch (RuntimeException | Error e) { // a stack overflow is a handler's bug like any other
            loop.failures().error(log, "a handler failed", "path=" + server.path() + " sessions=" + ids(), e);
            close(CloseReason.FORCED_SERVER_CLOSE);
        }
    }

    private List<String> ids() {
        return sessions.stream().map(SocketIoSession::id).toList();
    }

    private void received(Packet packet) throws PacketException {
        switch (packet.type()) {
            case CONNECT -> connectReceived(packet);
            case DISCONNECT -> left(session(packet.namespace()));
            default -> session(packet.namespace()).received(packet);
        }
    }

    private SocketIoSession session(String namespace) throws PacketException {
        SocketIoSession session = find(namespace);
        if (session == null) {
            throw PacketException.malformed("not connected to the namespace");
        }
        return session;
    }

    private @Nullable SocketIoSession find(String namespace) {
        for (SocketIoSession session : sessions) {
            if (session.endpoint().namespace().equals(namespace)) {
                return session;
            }
        }
        return null;
    }

    // ---- connecting to a namespace

    private void connectReceived(Packet packet) throws PacketException {
        if (find(packet.namespace()) != null && protocol() == 3) {
            return; // 2.x clients are connected already, and may still send a CONNECT
        }
        if (find(packet.namespace()) != null || isWaitingFor(packet.namespace())) {
            throw PacketException.malformed("connected already");
        }
        connect(packet.namespace(), packet.data() == null ? JsonNodeFactory.instance.objectNode() : packet.data());
    }

    private boolean isWaitingFor(String namespace) {
        for (ConnectRequest connect : waiting) {
            if (connect.endpoint().namespace().equals(namespace)) {
                return true;
            }
        }
        return false;
    }

    private void connect(String namespace, JsonNode auth) throws PacketException {
        TurnoutEndpoint endpoint = server.endpoint(namespace);
        if (endpoint == null) {
            refuse(namespace, new Admission.Refused("Invalid namespace", null));
        } else if (sessions.size() + waiting.size() >= server.limits().namespacesPerConnection()) {
            throw new PacketException(CloseReason.NAMESPACE_LIMIT, "too many namespaces");
        } else if (request == null) {
            close(CloseReason.CONNECT_REFUSED); // has left its only namespace; a new connection is needed
        } else {
            new ConnectRequest(this, endpoint, auth, request).run();
        }
    }

    /** The CONNECT continues when its session's former connection has been closed, see {@link #resume}. */
    void await(ConnectRequest connect) {
        waiting = with(waiting, connect);
    }

    /** Continues a CONNECT, unless this connection has closed meanwhile. */
    void resume(ConnectRequest connect, Runnable next) {
        waiting = without(waiting, connect);
        if (engineSession.isOpen()) {
            guarded(next::run);
        }
    }

    /** A client may send another CONNECT after a refusal, which does not extend the time. */
    void refuse(String namespace, Admission.Refused refusal) {
        send(PacketEncoder.refused(namespace, protocol(), refusal));
        if (sessions.isEmpty() && !isTimeoutAfter(CloseReason.CONNECT_REFUSED)) {
            startNamespaceTimeout(CloseReason.CONNECT_REFUSED);
        }
    }

    /**
     * The session is in its namespace and rooms: answers the CONNECT, then sends what a recovered session has missed.
     *
     * @param pid null for a session that cannot be continued
     */
    void connected(SocketIoSession session, @Nullable String pid, List<Outbound> missed) {
        sessions = with(sessions, session);
        stopNamespaceTimeout();
        engineSession.connected();
        if (server.limits().namespacesPerConnection() == 1) {
            request = null;
        }
        send(PacketEncoder.connected(session.endpoint().namespace(), protocol(), session.id(), pid));
        missed.forEach(engineSession::send);
        session.endpoint().handler().opened(session);
    }

    // ---- leaving

    /** The client leaves a namespace. */
    private void left(SocketIoSession session) {
        leave(session, CloseReason.CLIENT_NAMESPACE_DISCONNECT);
    }

    /** The server disconnects the client from a namespace. */
    void disconnected(SocketIoSession session) {
        send(PacketEncoder.disconnect(session.endpoint().namespace()));
        leave(session, CloseReason.SERVER_NAMESPACE_DISCONNECT);
    }

    /**
     * A client without any namespace closes the connection or connects to another one. If the server closed first, 4.x
     * clients would not process the packets before the close. A client that does neither in time is closed.
     */
    private void leave(SocketIoSession session, CloseReason reason) {
        guarded(() -> session.closed(reason));
        sessions = without(sessions, session);
        if (sessions.isEmpty() && engineSession.isOpen()) {
            startNamespaceTimeout(reason);
        }
    }

    @Override
    public CloseReason closeReasonOfClient() {
        return isTimeoutAfter(CloseReason.CLIENT_NAMESPACE_DISCONNECT)
                ? CloseReason.CLIENT_NAMESPACE_DISCONNECT
                : CloseReason.TRANSPORT_CLOSE;
    }

    @Override
    public void closed(CloseReason reason) {
        stopNamespaceTimeout();
        releasePartial();
        request = null;
        for (SocketIoSession session : sessions) {
            guarded(() -> session.closed(reason));
        }
        sessions = List.of();
    }

    // ---- lists of one element mostly, which cost an idle connection least in this form

    private static <T> List<T> with(List<T> list, T element) {
        return list.isEmpty()
                ? List.of(element)
                : Stream.concat(list.stream(), Stream.of(element)).toList();
    }

    private static <T> List<T> without(List<T> list, T element) {
        return list.stream().filter(each -> each != element).toList();
    }
}
