package dev.turnout.engine.socketio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.engineio.EngineIoApplication;
import dev.turnout.engine.engineio.EngineIoListener;
import dev.turnout.engine.engineio.EngineIoSession;
import dev.turnout.engine.http.Request;
import dev.turnout.engine.loop.PerLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Socket.IO under one base path: its namespaces and limits. Immutable. */
final class SocketIoServer implements EngineIoApplication {

    private final String path;
    private final Map<String, TurnoutEndpoint> endpoints;
    private final PerLoop<LoopSessions> loops;
    private final Limits limits;
    private final PacketDecoder decoder;

    SocketIoServer(String path, Map<String, TurnoutEndpoint> endpoints, PerLoop<LoopSessions> loops, Limits limits) {
        this.path = path;
        this.endpoints = Map.copyOf(endpoints);
        this.loops = loops;
        this.limits = limits;
        this.decoder = new PacketDecoder(limits);
    }

    @Override
    public EngineIoListener accept(EngineIoSession session, Request request) {
        return new SocketIoConnection(this, session, loops.of(session.eventLoop()), request);
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
