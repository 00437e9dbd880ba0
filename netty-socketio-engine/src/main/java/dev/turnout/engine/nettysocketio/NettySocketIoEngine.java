package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.SocketIoEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * netty-socketio 2.0.14 behind the engine's API, as a baseline.
 *
 * <p>The library is unchanged; {@link #LIMITATIONS} lists what it lacks. The adapter adds what safety needs: random
 * session ids, no compression, and checks of origin and admission at the HTTP handshake, before a session is allocated.
 * Each endpoint is a netty-socketio server of its own; a {@link RequestRouter} lets them and the plain HTTP routes share
 * one port.
 */
public final class NettySocketIoEngine implements SocketIoEngine {

    /** What clients miss with this engine. */
    public static final List<String> LIMITATIONS = List.of(
            "no connection state recovery",
            "a connect error carries no message",
            "the auth payload is not available to the admission",
            "binary payloads arrive as base64 text",
            "clients of Engine.IO 3 and 4 in one room receive packets of one revision",
            "packets can be lost while polling and during an upgrade",
            "close reasons are not reported",
            "limits on sessions, packets and queued bytes are not applied");

    private final EngineConfig config;
    private final AdapterCounters counters = new AdapterCounters();
    private final Map<String, NettySocketIoEndpoint> paths = new LinkedHashMap<>();
    private volatile boolean refusing;
    private volatile @Nullable BoundServer server;

    /** Started, successfully or not, or closed; guarded by this. */
    private boolean used;

    /**
     * @throws IllegalArgumentException for any namespace but {@code /}: netty-socketio admits clients of other
     *     namespaces without calling its authorization listener
     */
    public NettySocketIoEngine(EngineConfig config) {
        this.config = config;
        for (EngineConfig.EndpointConfig endpoint : config.endpoints()) {
            if (!endpoint.namespace().equals("/") || paths.containsKey(endpoint.path())) {
                throw new IllegalArgumentException("netty-socketio serves the one namespace / under each path, not "
                        + endpoint.namespace() + " under " + endpoint.path() + ": use another engine");
            }
            paths.put(endpoint.path(), new NettySocketIoEndpoint(endpoint, config, counters));
        }
    }

    @Override
    public synchronized void start() throws IOException {
        if (used) {
            throw new IllegalStateException("already started or closed");
        }
        used = true;
        EventLoops loops = new EventLoops(config.network().eventLoops());
        List<NettySocketIoEndpoint> started = new ArrayList<>();
        try {
            for (NettySocketIoEndpoint path : paths.values()) {
                path.start(loops);
                started.add(path);
            }
            server = BoundServer.bind(config, loops, paths, counters, () -> refusing);
        } catch (IOException | RuntimeException | Error e) {
            started.forEach(NettySocketIoEndpoint::stop);
            loops.shutDown();
            throw e;
        }
    }

    @Override
    public int port() {
        BoundServer bound = server;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return bound.port();
    }

    @Override
    public Endpoint endpoint(String path, String namespace) {
        NettySocketIoEndpoint base = paths.get(path);
        if (base == null || !namespace.equals("/")) {
            throw new IllegalArgumentException("no endpoint " + namespace + " under " + path);
        }
        return base;
    }

    @Override
    public EngineStats stats() {
        return counters;
    }

    @Override
    public void refuseNewSessions() {
        refusing = true;
    }

    @Override
    public CompletionStage<Void> closeSessions(Duration spread) {
        List<NettySocketIoSession> sessions = counters.sessions();
        CompletableFuture<?>[] gone = new CompletableFuture<?>[sessions.size()];
        for (int i = 0; i < gone.length; i++) {
            CompletableFuture<Void> left = new CompletableFuture<>();
            NettySocketIoSession session = sessions.get(i);
            session.loop()
                    .schedule(
                            () -> session.closeConnection(CloseReason.SERVER_SHUTTING_DOWN, left),
                            spread.toNanos() * i / gone.length,
                            TimeUnit.NANOSECONDS);
            gone[i] = left;
        }
        return CompletableFuture.allOf(gone);
    }

    @Override
    public synchronized void close() {
        used = true;
        BoundServer bound = server;
        if (bound == null || bound.isClosed()) {
            return;
        }
        refusing = true;
        bound.unbind();
        closeSessions(Duration.ZERO).toCompletableFuture().join();
        bound.closeConnections().awaitUninterruptibly(5, TimeUnit.SECONDS);
        closeSessions(Duration.ZERO).toCompletableFuture().join(); // those that were opening meanwhile
        paths.values().forEach(NettySocketIoEndpoint::stop);
        bound.loops().shutDown();
    }
}
