package dev.turnout.bench.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.socketio.TurnoutEngine;
import dev.turnout.model.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The peer {@code turnout}: our engine with nothing but a counter on it. Connection state recovery is off, as it is in
 * the other peers; {@code socket-server} is the one that has it.
 */
public final class TurnoutServer implements SessionHandler {

    private static final String NAMESPACE = "/";

    private final CountPerRoom counts;
    private final SocketIoEngine engine;

    private TurnoutServer(PeerArguments arguments) {
        EndpointConfig audience = new EndpointConfig(Wire.AUDIENCE_PATH, NAMESPACE, this);
        counts = new CountPerRoom(
                arguments.counter(), (room, count) -> endpoint().room(room).emitLatest(count(count)));
        engine = new TurnoutEngine(new EngineConfig(
                new Network("127.0.0.1", arguments.port(), OriginCheck.ANY, TrustedProxies.NONE, Optional.empty(), 0),
                timings(arguments.pingInterval()),
                limits(),
                List.of(audience),
                HttpRoutes.NONE));
    }

    public static void main(String[] args) throws IOException {
        PeerArguments arguments = PeerArguments.of(args);
        TurnoutServer server = new TurnoutServer(arguments);
        server.engine.start();
        ControlPort.open(arguments.controlPort(), server::publish);
        PeerArguments.awaitEndOfStdin();
        System.exit(0);
    }

    @Override
    public Admission admit(Handshake handshake) {
        String room = handshake.query().get("slug");
        return room == null ? Admission.refuse("slug is missing") : Admission.accept(room, room);
    }

    @Override
    public void opened(Session session) {
        String room = room(session);
        session.emitLatest(count(counts.joined(room)));
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {}

    @Override
    public void closed(Session session, CloseReason reason) {
        counts.left(room(session));
    }

    private void publish(String room, JsonNode data) {
        endpoint().room(room).emit(Event.of(ControlPort.EVENT, data));
    }

    private Endpoint endpoint() {
        return engine.endpoint(Wire.AUDIENCE_PATH, NAMESPACE);
    }

    private static String room(Session session) {
        return (String) Objects.requireNonNull(session.attachment());
    }

    private static Event count(int count) {
        return Event.of(Wire.VIEWER_COUNT_UPDATE, IntNode.valueOf(count));
    }

    private static Timings timings(Duration pingInterval) {
        return Timings.DEFAULTS.withPingInterval(pingInterval).withRecovery(Duration.ZERO);
    }

    /** The defaults, but for the bound per address: all the load comes from a handful of addresses. */
    private static Limits limits() {
        return Limits.DEFAULTS.withConnectionsPerAddress(0);
    }
}
