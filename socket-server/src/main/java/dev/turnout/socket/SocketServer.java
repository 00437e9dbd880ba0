package dev.turnout.socket;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.RecoveryKey;
import dev.turnout.engine.Room;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.http.KeyGuard;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.model.StatsTicket;
import dev.turnout.model.Wire;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.cluster.Cluster;
import dev.turnout.socket.cluster.LocalServer;
import dev.turnout.socket.delivery.SnapshotDelivery;
import dev.turnout.socket.gateway.AuctionRoutes;
import dev.turnout.socket.gateway.AudienceAnswers;
import dev.turnout.socket.gateway.AudienceHandler;
import dev.turnout.socket.gateway.AudienceLag;
import dev.turnout.socket.gateway.ClientFiles;
import dev.turnout.socket.gateway.ClusterLink;
import dev.turnout.socket.gateway.CountRoutes;
import dev.turnout.socket.gateway.HealthRoutes;
import dev.turnout.socket.gateway.HttpGateway;
import dev.turnout.socket.gateway.HttpSessions;
import dev.turnout.socket.gateway.LobbyHandler;
import dev.turnout.socket.gateway.MetricsPage;
import dev.turnout.socket.gateway.OutboxRoutes;
import dev.turnout.socket.gateway.RoomAdmission;
import dev.turnout.socket.gateway.ViewerBlocks;
import dev.turnout.socket.gateway.ViewerHash;
import dev.turnout.socket.gateway.ViewerIdentity;
import dev.turnout.socket.gateway.ViewerRemoval;
import dev.turnout.socket.gateway.ViewerRoutes;
import dev.turnout.socket.geo.CountryDatabase;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.socket.publishing.LobbyCounts;
import dev.turnout.socket.sampling.Sampler;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.ScheduledOwnerThread;
import io.netty.util.concurrent.Ticker;
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
    private final ScheduledOwnerThread audienceThread = new ScheduledOwnerThread("audience");
    private final ScheduledOwnerThread answersThread = new ScheduledOwnerThread("answers");
    private final ScheduledOwnerThread lobbyThread = new ScheduledOwnerThread("lobby");
    private final SnapshotDelivery delivery;
    private final Sampler sampler;
    private final HttpSessions httpSessions;
    private final ViewerRemoval removal;
    private final AudienceLag lag;
    private final ViewerHash viewerHash = new ViewerHash("");
    private final ClientFiles clientFiles = new ClientFiles();
    private final Optional<Cluster> cluster;
    private final Optional<CountryDatabase> countries;
    private final SocketIoEngine engine;
    private volatile boolean ready;
    private boolean bound;
    private boolean closed;

    SocketServer(SocketServerConfig config, InstantSource clock, LongSupplier nanoClock) {
        this.config = config;

        MomentSource moments = () -> new Moment(clock.millis(), nanoClock.getAsLong() / 1_000_000);
        Audience audience =
                new Audience(config.viewers().countBy(), config.cluster().isPresent());
        CountPublisher counts = new CountPublisher(
                this::room, audienceThread, nanoClock, config.listening().actualEventLoops());
        Lobby lobby = new Lobby(this::lobbyRoom, lobbyThread, config.viewers().lobbyWatches());
        LobbyCounts lobbyCounts = new LobbyCounts(audience, audienceThread, nanoClock, lobby);
        EventPublisher events = new EventPublisher(this::room, lobby);
        delivery = new SnapshotDelivery(config.delivery(), clock, RandomGenerator.getDefault());
        SnapshotSink posts = new IntoDelivery(delivery);
        LocalServer local = new LocalServer(
                audience,
                audienceThread,
                moments,
                nanoClock,
                this::audienceEndpoint,
                events,
                this::closeWithoutSocket,
                this::removeViewer,
                new OwnBlocks(),
                delivery);
        cluster = config.cluster()
                .map(redis -> new Cluster(Cluster.transport(redis, audienceThread), newSource(), local, posts));
        sampler = new Sampler(
                audience,
                audienceThread,
                moments,
                config.intervals(),
                SocketServer::newSource,
                cluster.map(Cluster::minutes).orElse(posts));
        audience.addListener(sampler);
        audience.addListener(counts);
        audience.addListener(lobbyCounts);

        OncePerMinute repeatedLines = new OncePerMinute(audienceThread);
        KeyGuard guard = new KeyGuard(config.keys(), repeatedLines);
        Meters meters = new Meters();
        Ledger ledger = new Ledger(config.limits(), config.admission(), Ticker.systemTicker());
        lag = new AudienceLag(audienceThread, nanoClock);
        MetricsPage page = new MetricsPage(meters::gather, meters::render, audienceThread, answersThread, nanoClock);
        ClusterLink link = cluster.map(nodes -> new ClusterLink(
                        nodes::status,
                        nodes::externalReported,
                        nodes::refreshDetails,
                        nodes::removeViewer,
                        nodes::askOutboxes))
                .orElse(ClusterLink.NONE);
        AudienceAnswers answers = new AudienceAnswers(audience, audienceThread, answersThread, moments, link);
        httpSessions = new HttpSessions(
                audience,
                audienceThread,
                moments,
                config.httpLimits().sessions(),
                ledger.httpViewers(config.httpLimits().sessionsPerAddress()));
        countries = config.viewers().countries().map(file -> new CountryDatabase(file, answersThread));
        ViewerIdentity identity = new ViewerIdentity(
                viewerHash,
                config.viewers().tokens(clock),
                address ->
                        countries.map(database -> database.countryOf(address)).orElse(null));
        ViewerBlocks blocks = new ViewerBlocks(moments);
        removal = new ViewerRemoval(httpSessions, answers, blocks);
        AudienceHandler handler = new AudienceHandler(
                answers,
                counts,
                identity,
                blocks,
                (auction, ticket) -> StatsTicket.isValid(config.keys(), auction, ticket, clock.instant()),
                id -> cluster.ifPresent(nodes -> nodes.recovered(id)));
        HttpGateway http = new HttpGateway(
                guard,
                ledger,
                repeatedLines,
                answersThread,
                new AuctionRoutes(
                        httpSessions,
                        cluster.map(Cluster::events).orElseGet(() -> EventDelivery.local(events)),
                        answers,
                        link),
                new ViewerRoutes(httpSessions, answers, identity, blocks),
                removal,
                new CountRoutes(answers),
                new OutboxRoutes(delivery, link, audienceThread),
                new HealthRoutes(
                        lag,
                        () -> ready,
                        page,
                        () -> cluster.map(Cluster::health).orElse("")),
                clientFiles);
        engine = config.engine()
                .create(new EngineConfig(
                        config.listening().network(new ConfigurationHints(repeatedLines)),
                        config.timings(),
                        config.limits(),
                        List.of(
                                new EndpointConfig(
                                        Wire.AUDIENCE_PATH, NAMESPACE, new RoomAdmission(ledger.rooms(), handler)),
                                new EndpointConfig(
                                        Wire.LOBBY_PATH,
                                        NAMESPACE,
                                        new LobbyHandler(lobby, lobbyCounts, ledger.requests(), audienceThread),
                                        false)),
                        http,
                        Optional.of(ledger),
                        config.cluster().isPresent()
                                ? ClusterSecrets.recoveryKey(config.keys())
                                : RecoveryKey.random()));
        meters.audience(audience, handler, audienceThread, lag);
        meters.admission(ledger);
        meters.httpSessions(httpSessions);
        meters.publishing(counts, events);
        meters.lobby(lobby);
        meters.sampling(sampler);
        meters.delivery(delivery::counters);
        meters.engine(engine.stats());
        meters.guard(guard);
        cluster.ifPresent(meters::cluster);
        countries.ifPresent(meters::countries);
    }

    private Endpoint audienceEndpoint() {
        return engine.endpoint(Wire.AUDIENCE_PATH, NAMESPACE);
    }

    private void closeWithoutSocket(AuctionId id) {
        audienceThread.execute(() -> httpSessions.close(id));
    }

    private int removeViewer(AuctionId id, String viewerKey, Duration block) {
        return removal.removeHere(id, viewerKey, block);
    }

    private final class OwnBlocks implements LocalServer.Blocks {

        @Override
        public List<BlockedViewer> current() {
            return removal.blocked();
        }

        @Override
        public void learn(List<BlockedViewer> viewers) {
            removal.learn(viewers);
        }
    }

    private static String newSource() {
        return UUID.randomUUID().toString();
    }

    private Room room(String name) {
        return audienceEndpoint().room(name);
    }

    private Room lobbyRoom(String name) {
        return engine.endpoint(Wire.LOBBY_PATH, NAMESPACE).room(name);
    }

    /**
     * Binds the port before anything is locked, written or sent, so that a second process on the same port leaves no
     * trace. If it fails, {@link #close} releases what was started.
     */
    void start() throws IOException {
        engine.bind();
        bound = true;
        delivery.start();
        viewerHash.useSalt(hashSalt());
        clientFiles.load();
        if (countries.isPresent()) {
            countries.get().start();
        }
        cluster.ifPresent(SocketServer::join);
        engine.start();
        lag.start();
        audienceThread.execute(sampler::start);
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
        audienceThread.execute(httpSessions::refuseJoins);
        await("sessions", engine.closeSessions(config.shutdownSpread()).toCompletableFuture(), spreadAnd(STEP_TIMEOUT));
        await(
                "viewers without a socket",
                CompletableFuture.runAsync(httpSessions::endAll, audienceThread),
                STEP_TIMEOUT);
        cluster.ifPresent(
                nodes -> await("leaving", CompletableFuture.runAsync(nodes::leave, audienceThread), STEP_TIMEOUT));
        await("last minute", CompletableFuture.runAsync(sampler::stop, audienceThread), STEP_TIMEOUT);
        if (!delivery.close(DELIVERY_TIMEOUT)) {
            LOG.warn("delivery did not end in time; what is left waits on disk");
        }
        cluster.ifPresent(Cluster::close);
        engine.close();
        audienceThread.close(STEP_TIMEOUT);
        answersThread.close(STEP_TIMEOUT);
        lobbyThread.close(STEP_TIMEOUT);
        LOG.info("stopped");
    }

    private void closeAfterFailedStart() {
        if (bound) {
            engine.close();
        }
        cluster.ifPresent(Cluster::close);
        delivery.close(STEP_TIMEOUT);
        audienceThread.close(STEP_TIMEOUT);
        answersThread.close(STEP_TIMEOUT);
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
