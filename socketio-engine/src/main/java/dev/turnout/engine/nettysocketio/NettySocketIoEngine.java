package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.SocketIoEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * netty-socketio 2.0.14 behind the API: the baseline that other engines are compared with.
 *
 * <p>It is used as it is. What it cannot do stands, name by name and asserted, in {@code NettySocketIoFault} beside its
 * contract test; around it there is only what safety needs: random session ids, no compression, and origin and
 * admission checked at the HTTP handshake, before it allocates anything. Each base path is a whole netty-socketio of
 * its own; a {@link Gate} in front lets them and the plain HTTP routes share one port.
 */
public final class NettySocketIoEngine implements SocketIoEngine {

    private final EngineConfig config;
    private final Counters counters = new Counters();
    private final Map<String, BasePath> paths = new LinkedHashMap<>();
    private volatile boolean refusing;
    private volatile @Nullable Listener listener;

    /**
     * @throws IllegalArgumentException for any namespace but {@code /}: netty-socketio asks nobody about a client that
     *     connects to another namespace without auth payload
     */
    public NettySocketIoEngine(EngineConfig config) {
        this.config = config;
        for (EngineConfig.EndpointConfig endpoint : config.endpoints()) {
            if (!endpoint.namespace().equals("/") || paths.containsKey(endpoint.path())) {
                throw new IllegalArgumentException("netty-socketio serves the one namespace / under each path, not "
                        + endpoint.namespace() + " under " + endpoint.path() + ": use another engine");
            }
            paths.put(endpoint.path(), new BasePath(endpoint, config, counters));
        }
    }

    @Override
    public synchronized void start() throws IOException {
        if (listener != null) {
            throw new IllegalStateException("already started");
        }
        Loops loops = new Loops(config.network().eventLoops());
        paths.values().forEach(path -> path.start(loops));
        try {
            listener = Listener.bind(config, loops, paths, counters, () -> refusing);
        } catch (IOException | RuntimeException e) {
            paths.values().forEach(BasePath::stop);
            loops.shutDown();
            throw e;
        }
    }

    @Override
    public int port() {
        Listener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return bound.port();
    }

    @Override
    public Endpoint endpoint(String path, String namespace) {
        BasePath base = paths.get(path);
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
        List<ConnectedSession> sessions = counters.sessions();
        CompletableFuture<?>[] gone = new CompletableFuture<?>[sessions.size()];
        for (int i = 0; i < gone.length; i++) {
            CompletableFuture<Void> left = new CompletableFuture<>();
            ConnectedSession session = sessions.get(i);
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
        Listener bound = listener;
        if (bound == null || bound.isClosed()) {
            return;
        }
        refusing = true;
        bound.unbind();
        closeSessions(Duration.ZERO).toCompletableFuture().join();
        bound.closeConnections().awaitUninterruptibly(5, TimeUnit.SECONDS);
        closeSessions(Duration.ZERO).toCompletableFuture().join(); // those that were opening meanwhile
        paths.values().forEach(BasePath::stop);
        bound.loops().shutDown();
    }
}
