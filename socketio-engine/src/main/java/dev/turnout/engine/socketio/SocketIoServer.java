package dev.turnout.engine.socketio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.engineio.EngineIoApplication;
import dev.turnout.engine.engineio.EngineIoListener;
import dev.turnout.engine.engineio.EngineIoSession;
import dev.turnout.engine.http.OpeningRequest;
import dev.turnout.engine.loop.PerLoop;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Socket.IO under one base path: its namespaces and limits. Immutable. */
final class SocketIoServer implements EngineIoApplication {

    private final String path;
    private final Map<String, TurnoutEndpoint> endpoints;
    private final PerLoop<LoopSessions> loops;
    private final Limits limits;
    private final PacketDecoder decoder;
    private final Set<String> handshakeHeaders;

    SocketIoServer(String path, Map<String, TurnoutEndpoint> endpoints, PerLoop<LoopSessions> loops, Limits limits) {
        this.path = path;
        this.endpoints = Map.copyOf(endpoints);
        this.loops = loops;
        this.limits = limits;
        this.decoder = new PacketDecoder(limits);
        this.handshakeHeaders = endpoints.values().stream()
                .flatMap(endpoint -> endpoint.handler().handshakeHeaders().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public EngineIoListener accept(EngineIoSession session, OpeningRequest request) {
        return new SocketIoConnection(this, session, loops.of(session.eventLoop()), request);
    }

    @Override
    public Set<String> handshakeHeaders() {
        return handshakeHeaders;
    }

    String path() {
        return path;
    }

    @Nullable TurnoutEndpoint endpoint(String namespace) {
        return endpoints.get(namespace);
    }

    Limits limits() {
        return limits;
    }

    PacketDecoder decoder() {
        return decoder;
    }
}
