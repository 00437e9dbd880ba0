package dev.turnout.engine.socketio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.EngineIoApplication;
import dev.turnout.engine.engineio.EngineIoServer;
import dev.turnout.engine.engineio.EngineIoSession;
import dev.turnout.engine.engineio.EngineLoop;
import dev.turnout.engine.engineio.NewSessions;
import dev.turnout.engine.engineio.OutboundBudget;
import dev.turnout.engine.http.EventLoopThreads;
import dev.turnout.engine.http.HttpEdge;
import dev.turnout.engine.ledger.ConnectionLimits;
import dev.turnout.engine.ledger.CountingLedger;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.PerLoop;
import dev.turnout.engine.loop.RandomIds;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Engine.IO (revisions 3 and 4) and Socket.IO (revisions 4 and 5) on Netty. Every session belongs to one event loop, and
 * everything of one loop to that loop alone; see {@code docs/THREADS.md}.
 */
public final class TurnoutEngine implements SocketIoEngine {

    /** Deadlines are met to half a percent of the ping timeout. */
    private static final int DEADLINES_PER_PING_TIMEOUT = 200;

    private static final long BATCH_MILLIS = 50;
    private static final int FORGET_SECONDS = 30;

    private final EventLoopThreads threads;
    private final PerLoop<EngineLoop> loops;
    private final PerLoop<LoopDeadlines> deadlines;
    private final EngineCounters counters = new EngineCounters();
    private final Map<String, TurnoutEndpoint> endpoints = new LinkedHashMap<>();
    private final List<EngineIoServer> servers = new ArrayList<>();
    private final HttpEdge edge;
    private final NewSessions newSessions;
    private final ConnectionLedger ledger;

    public TurnoutEngine(EngineConfig config) {
        this(config, Map.of());
    }

    /** @param bare applications of the Engine.IO layer alone, by base path */
    public TurnoutEngine(EngineConfig config, Map<String, EngineIoApplication> bare) {
        this.threads = new EventLoopThreads(config.network().eventLoops());
        Ticker ticker = Ticker.systemTicker();
        List<EventLoop> eventLoops = threads.loops();
        Duration granularity = config.timings().pingTimeout().dividedBy(DEADLINES_PER_PING_TIMEOUT);
        this.deadlines = new PerLoop<>(eventLoops, loop -> new LoopDeadlines(loop, ticker, granularity));
        SecureRandom random = new SecureRandom();
        OutboundBudget budget = new OutboundBudget(config.limits().outboundTotalBytes(), counters);
        this.loops = new PerLoop<>(
                eventLoops,
                loop -> EngineLoop.of(
                        loop,
                        deadlines.of(loop),
                        new RandomIds(random),
                        config.timings(),
                        config.limits(),
                        budget,
                        counters));
        budget.govern(List.copyOf(loops.all()));
        this.ledger = config.ledger().orElseGet(() -> new CountingLedger(ConnectionLimits.of(config.limits()), ticker));
        this.edge = new HttpEdge(
                config.network(),
                config.limits(),
                config.timings(),
                threads,
                deadlines,
                config.http(),
                ledger,
                counters::refusedOne);

        PerLoop<LoopSessions> sessions = sessions(config, eventLoops);
        this.newSessions = new NewSessions(ledger, counters);
        Map<String, EngineIoApplication> applications = new LinkedHashMap<>(bare);
        applications.putAll(socketIo(config, eventLoops, sessions));
        applications.forEach((path, application) -> {
            var server = new EngineIoServer(application, loops, newSessions, config.timings(), config.limits());
            servers.add(server);
            edge.serve(path, server);
        });
    }

    private PerLoop<LoopSessions> sessions(EngineConfig config, List<EventLoop> eventLoops) {
        return new PerLoop<>(
                eventLoops,
                loop -> new LoopSessions(
                        eventLoops.indexOf(loop),
                        loops.of(loop),
                        deadlines.of(loop).queue(config.timings().connectTimeout()),
                        new RecoveryTokens(config.recoveryKey())));
    }

    private Map<String, EngineIoApplication> socketIo(
            EngineConfig config, List<EventLoop> eventLoops, PerLoop<LoopSessions> sessions) {
        List<LoopSessions> inOrder = eventLoops.stream().map(sessions::of).toList();
        RecoverySettings recovery =
                RecoverySettings.of(config.timings(), config.limits(), (int) config.endpoints().stream()
                        .filter(EngineConfig.EndpointConfig::recoverable)
                        .count());
        Map<String, Map<String, TurnoutEndpoint>> byPath = new LinkedHashMap<>();
        for (EngineConfig.EndpointConfig each : config.endpoints()) {
            RecoverySettings kept = each.recoverable() ? recovery : recovery.disabled();
            var endpoint = new TurnoutEndpoint(each.path(), each.namespace(), each.handler(), inOrder, kept, counters);
            endpoints.put(key(each.path(), each.namespace()), endpoint);
            byPath.computeIfAbsent(each.path(), path -> new HashMap<>()).put(each.namespace(), endpoint);
        }
        Map<String, EngineIoApplication> servers = new LinkedHashMap<>();
        byPath.forEach((path, namespaces) ->
                servers.put(path, new SocketIoServer(path, namespaces, sessions, config.limits())));
        return servers;
    }

    private static String key(String path, String namespace) {
        return path + " " + namespace;
    }

    @Override
    public void bind() throws IOException {
        rejectIfClosed();
        try {
            edge.bind();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public void start() throws IOException {
        rejectIfClosed();
        try {
            edge.start();
            threads.repeat(this::forget, FORGET_SECONDS);
            threads.repeat(ledger::forgetIdle, FORGET_SECONDS);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void rejectIfClosed() {
        if (!threads.isRunning()) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    void forget() {
        long now = Ticker.systemTicker().nanoTime();
        endpoints.values().forEach(endpoint -> endpoint.forget(now));
    }

    /** Looks whether the certificate's files have changed, as is done every few seconds anyway; not on a loop. */
    void renewCertificate() {
        edge.renewCertificateNow();
    }

    @Override
    public int port() {
        return edge.port();
    }

    @Override
    public Endpoint endpoint(String path, String namespace) {
        TurnoutEndpoint endpoint = endpoints.get(key(path, namespace));
        if (endpoint == null) {
            throw new IllegalArgumentException("no endpoint " + path + " " + namespace);
        }
        return endpoint;
    }

    @Override
    public EngineStats stats() {
        return counters;
    }

    /**
     * What the engine holds for its clients; nothing of it outlives them.
     *
     * @param deadlines that wait, on all loops
     */
    record Holdings(int connections, int pollingSessions, int rooms, int recoverable, int deadlines) {

        static final Holdings NOTHING = new Holdings(0, 0, 0, 0, 0);
    }

    /** Collects a value from each loop and waits for it; not to be called on a loop. */
    Holdings holdings() {
        int waiting = threads.loops().stream()
                .mapToInt(loop -> loop.submit(() -> deadlines.of(loop).waiting())
                        .syncUninterruptibly()
                        .getNow())
                .sum();
        return new Holdings(
                edge.openConnections(),
                servers.stream().mapToInt(EngineIoServer::pollingSessions).sum(),
                endpoints.values().stream().mapToInt(TurnoutEndpoint::rooms).sum(),
                endpoints.values().stream()
                        .mapToInt(TurnoutEndpoint::recoverableSessions)
                        .sum(),
                waiting);
    }

    @Override
    public void refuseNewSessions() {
        newSessions.refuseAll();
    }

    @Override
    public CompletionStage<Void> closeSessions(Duration spread) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (EngineLoop loop : loops.all()) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            loop.eventLoop().execute(() -> {
                List<EngineIoSession> sessions = loop.sessions();
                int batches = (int) Math.max(1, spread.toMillis() / BATCH_MILLIS);
                closeBatch(loop, sessions, sessions.size() / batches + 1, done);
            });
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private static void closeBatch(
            EngineLoop loop, List<EngineIoSession> sessions, int size, CompletableFuture<Void> done) {
        List<EngineIoSession> batch = sessions.subList(0, Math.min(size, sessions.size()));
        batch.forEach(session -> session.close(CloseReason.SERVER_SHUTTING_DOWN));
        List<EngineIoSession> rest = sessions.subList(batch.size(), sessions.size());
        if (rest.isEmpty()) {
            done.complete(null);
        } else {
            loop.eventLoop().schedule(() -> closeBatch(loop, rest, size, done), BATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        edge.close();
        if (threads.isRunning()) {
            threads.awaitRegistrations();
            closeSessions(Duration.ZERO).toCompletableFuture().join();
            closeConnections().join();
        }
        threads.close();
    }

    /** Waits no longer for clients to answer the close, or to send their next request. */
    private CompletableFuture<Void> closeConnections() {
        return CompletableFuture.allOf(loops.all().stream()
                .map(loop -> CompletableFuture.runAsync(() -> closeConnections(loop), loop.eventLoop()))
                .toArray(CompletableFuture[]::new));
    }

    private void closeConnections(EngineLoop loop) {
        loop.closeTimeouts().expireAll();
        edge.closeConnections(loop.eventLoop());
    }
}
