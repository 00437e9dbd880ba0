package dev.turnout.socket;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.RecoveryKey;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.cluster.Cluster;
import dev.turnout.socket.cluster.LocalServer;
import dev.turnout.socket.delivery.SnapshotDelivery;
import dev.turnout.socket.gateway.LobbyHandler;
import dev.turnout.socket.gateway.RoomAdmission;
import dev.turnout.socket.geo.CountryDatabase;
import dev.turnout.socket.sampling.Sampler;
import dev.turnout.socket.sampling.SnapshotSink;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server as one graph of objects. Constructing it does no I/O; {@link #start}, {@link #port} and {@link #close}
 * are called by one thread.
 */
final class SocketServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final String NAMESPACE = "/";
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(8);

    private final SocketServerConfig config;
    private final ServerBase base;
    private final Counting counting;
    private final SnapshotDelivery delivery;
    private final Optional<Cluster> cluster;
    private final Sampler sampler;
    private final ViewerAccess access;
    private final HttpParts http;
    private final SocketIoEngine engine;
    private volatile boolean ready;
    private boolean bound;
    private boolean closed;

    SocketServer(SocketServerConfig config, InstantSource clock, LongSupplier nanoClock) {
        this.config = config;
        base = ServerBase.of(config, clock, nanoClock);

        Endpoint audience = new LateEndpoint(this::audienceEndpoint);
        counting = Counting.of(base, audience, new LateEndpoint(this::lobbyEndpoint));
        delivery = new SnapshotDelivery(config.delivery(), clock, RandomGenerator.getDefault());
        SnapshotSink deliverySink = new DeliverySink(delivery);
        cluster = config.cluster()
                .map(redis -> new Cluster(
                        Cluster.transport(redis, base.audienceThread()),
                        newSource(),
                        asPartOfCluster(audience),
                        deliverySink));
        sampler = new Sampler(
                counting.audience(),
                base.audienceThread(),
                base::now,
                config.intervals(),
                SocketServer::newSource,
                cluster.map(Cluster::minutes).orElse(deliverySink));
        counting.audience().addListener(sampler);
        counting.publish();

        Meters meters = new Meters();
        access = ViewerAccess.of(base, counting, cluster);
        http = HttpParts.of(base, counting, delivery, cluster, access, meters, () -> ready);
        engine = config.engine().create(engineConfig());
        register(meters);
    }

    private static String newSource() {
        return UUID.randomUUID().toString();
    }

    private LocalServer asPartOfCluster(Endpoint audience) {
        return new LocalServer(
                counting.audience(),
                base.audienceThread(),
                base::now,
                base.nanoClock(),
                audience,
                counting.events(),
                config.timings().eventsKept(),
                this::closeWithoutSocket,
                this::removeViewer,
                new OwnBlocks(),
                delivery,
                config.commonSettings());
    }

    private EngineConfig engineConfig() {
        Ledger ledger = base.ledger();
        LobbyHandler lobby =
                new LobbyHandler(counting.lobby(), counting.lobbyCounts(), ledger.requests(), base.audienceThread());
        return new EngineConfig(
                config.listening().network(new ConfigurationHints(base.repeatedLines())),
                config.timings(),
                config.limits(),
                List.of(
                        new EndpointConfig(
                                Wire.AUDIENCE_PATH, NAMESPACE, new RoomAdmission(ledger.rooms(), access.handler())),
                        new EndpointConfig(Wire.LOBBY_PATH, NAMESPACE, lobby, false)),
                http.gateway(),
                Optional.of(ledger),
                config.cluster().isPresent() ? ClusterSecrets.recoveryKey(config.keys()) : RecoveryKey.random());
    }

    private void register(Meters meters) {
        meters.audience(counting.audience(), access.handler()::unknownEvents, base.audienceThread(), http.lag());
        meters.admission(base.ledger());
        meters.httpSessions(access.httpSessions());
        meters.publishing(counting.counts(), counting.events());
        meters.lobby(counting.lobby());
        meters.sampling(sampler);
        meters.delivery(delivery::counters);
        meters.engine(engine.stats());
        meters.guard(http.guard());
        cluster.ifPresent(meters::cluster);
        access.countries().ifPresent(meters::countries);
    }

    // ---- what is first used after the start, since it is made later than what uses it

    private Endpoint audienceEndpoint() {
        return engine.endpoint(Wire.AUDIENCE_PATH, NAMESPACE);
    }

    private Endpoint lobbyEndpoint() {
        return engine.endpoint(Wire.LOBBY_PATH, NAMESPACE);
    }

    private void closeWithoutSocket(AuctionId id) {
        base.audienceThread().execute(() -> access.httpSessions().close(id));
    }

    private int removeViewer(AuctionId id, String viewerKey, Duration block) {
        return access.removal().removeHere(id, viewerKey, block);
    }

    private final class OwnBlocks implements LocalServer.Blocks {

        @Override
        public List<BlockedViewer> current() {
            return access.removal().blocked();
        }

        @Override
        public void applyReported(List<BlockedViewer> viewers) {
            access.removal().applyReported(viewers);
        }
    }

    // ---- start and stop

    /**
     * Binds the port before anything is locked, written or sent, so that a second process on the same port leaves no
     * trace. If it fails, {@link #close} releases what was started.
     */
    void start() throws IOException {
        engine.bind();
        bound = true;
        delivery.start();
        access.hash().useSalt(hashSalt());
        http.clientFiles().load();
        access.countries().ifPresent(CountryDatabase::start);
        cluster.ifPresent(SocketServer::join);
        engine.start();
        http.lag().start();
        base.audienceThread().execute(sampler::start);
        ready = true;
        if (!config.engine().limitations().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("engine", config.engine().settingName())
                    .addKeyValue(
                            "limitations", String.join("; ", config.engine().limitations()))
                    .log("this engine is for comparison; clients miss features of the default engine");
        }
        LOG.atInfo()
                .addKeyValue("port", port())
                .addKeyValue("engine", config.engine().settingName())
                .log("ready");
    }

    private String hashSalt() throws IOException {
        boolean derived =
                config.cluster().isPresent() && config.viewers().salt().text().isEmpty();
        return derived
                ? ClusterSecrets.viewerHashSalt(config.keys())
                : config.viewers().hashSalt(config.dataDir());
    }

    /** A Redis that is away does not keep the server from starting. */
    private static void join(Cluster cluster) {
        cluster.start();
        try {
            if (!cluster.awaitJoined(JOIN_TIMEOUT)) {
                LOG.atWarn()
                        .addKeyValue("reason", cluster.failure())
                        .log("Redis cannot be used; this server counts alone until it can");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return engine.port();
    }

    /** Stops in the order in which nothing is lost, within 30 s. Repeating it is harmless. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!ready) {
            closeAfterFailedStart();
            return;
        }
        LOG.info("stopping");
        ready = false;
        engine.refuseNewSessions();
        base.audienceThread().execute(access.httpSessions()::refuseJoins);
        await("sessions", engine.closeSessions(config.shutdownSpread()).toCompletableFuture(), spreadAnd(STEP_TIMEOUT));
        await(
                "viewers without a socket",
                CompletableFuture.runAsync(access.httpSessions()::endAll, base.audienceThread()),
                STEP_TIMEOUT);
        cluster.ifPresent(nodes ->
                await("leaving", CompletableFuture.runAsync(nodes::leave, base.audienceThread()), STEP_TIMEOUT));
        await("last minute", CompletableFuture.runAsync(sampler::stop, base.audienceThread()), STEP_TIMEOUT);
        if (!delivery.close(DELIVERY_TIMEOUT)) {
            LOG.warn("delivery did not end in time; what is left waits on disk");
        }
        cluster.ifPresent(nodes -> await("events", nodes.refuseEvents().toCompletableFuture(), STEP_TIMEOUT));
        cluster.ifPresent(Cluster::close);
        engine.close();
        base.closeThreads(STEP_TIMEOUT);
        LOG.info("stopped");
    }

    private void closeAfterFailedStart() {
        if (bound) {
            engine.close();
        }
        cluster.ifPresent(Cluster::close);
        delivery.close(STEP_TIMEOUT);
        base.closeThreads(STEP_TIMEOUT);
    }

    private Duration spreadAnd(Duration more) {
        return config.shutdownSpread().plus(more);
    }

    private static void await(String what, CompletableFuture<?> future, Duration timeout) {
        try {
            Object unused = future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).addKeyValue("step", what).log("a step of stopping failed; the next one follows");
        }
    }
}
