package dev.turnout.backend;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.admin.Shares;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.analytics.Retention;
import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.Notes;
import dev.turnout.backend.auctions.PlayerEvents;
import dev.turnout.backend.edge.Edge;
import dev.turnout.backend.http.HttpServer;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteFile;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.process.DataDirectory;
import dev.turnout.thread.ScheduledOwnerThread;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object graph of the server, with the order in which its parts start and stop. */
final class BackendApi implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackendApi.class);

    private static final String STARTER = "start";
    private static final Duration FINISHING = Duration.ofSeconds(5);

    private final Optional<String> givenPassword;
    private final Optional<AuctionId> sampleAuction;
    private final Path dataDir;
    private final Edge edge;
    private final boolean inFile;
    private final Storage storage;
    private final SocketServerClient socketServer;
    private final Auctions auctions;
    private final Admins admins;
    private final HttpServer http;
    private final ScheduledOwnerThread housekeepingThread = new ScheduledOwnerThread("housekeeping");
    private final Housekeeping housekeeping;
    private @Nullable DataDirectory directory;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    BackendApi(BackendApiConfig config, InstantSource clock) {
        givenPassword = config.adminPassword();
        sampleAuction = config.sampleAuction();
        dataDir = config.dataDir();
        DatabaseUrl database = config.databaseUrl().orElseGet(() -> SqliteFile.in(dataDir));
        inFile = database instanceof SqliteFile;
        storage = database.storage(config.retention());
        edge = new Edge(
                new Edge.Settings(
                        config.port(),
                        HttpServer.MAX_BODY_BYTES,
                        config.bodyTimeout(),
                        config.keepAliveTimeout(),
                        config.connectionsPerAddress(),
                        config.maxConnections(),
                        config.trustedProxies(),
                        config.allowedOrigins()),
                meters);
        socketServer =
                new SocketServerClient(config.socketServerUrl(), config.internalKeys(), config.relayTimeout(), meters);
        LiveCounts liveCounts = new LiveCounts(socketServer, clock);
        auctions = new Auctions(storage, socketServer, clock);
        admins = new Admins(storage, clock);
        AdminSessions sessions = new AdminSessions(storage, config.adminSession(), clock);
        http = new HttpServer(
                new HttpServer.Parts(
                        storage,
                        auctions,
                        new PlayerEvents(storage, socketServer, liveCounts, clock, meters),
                        new SnapshotIntake(storage, clock, meters),
                        new Analytics(storage, config.retention(), clock),
                        socketServer,
                        liveCounts,
                        admins,
                        sessions,
                        new Shares(storage, clock),
                        new Notes(storage, clock),
                        new OncePerMinute(housekeepingThread),
                        clock,
                        meters),
                new HttpServer.Settings(
                        config.allowedOrigins(),
                        config.trustedProxies(),
                        config.basePath(),
                        config.internalKeys(),
                        config.adminToken(),
                        config.publicSocketUrl(),
                        config.socketServerUrl().port(),
                        config.frameAncestors(),
                        config.retention()),
                edge);
        Retention retention = new Retention(storage, config.retention(), meters);
        housekeeping = new Housekeeping(retention, sessions, housekeepingThread, clock);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
    }

    /**
     * Locks the data directory, binds the port and opens the database, in this order, and then serves requests. A
     * generated password is printed only after these steps, since it cannot be printed again.
     *
     * @param generatedPassword receives the first admin's password, if one was generated
     * @throws IOException with the reason when the data directory or the port cannot be used
     */
    void start(Consumer<String> generatedPassword) throws IOException {
        openStorage(edge::bind);
        boolean startedBefore = admins.exist();
        admins.ensureFirst(givenPassword).ifPresent(generatedPassword);
        sampleAuction.ifPresent(this::createSample);
        http.start();
        housekeeping.start();
        log.atInfo().addKeyValue("port", port()).log("backend-api is ready");
        if (startedBefore) {
            // After the start, since hashing takes some tens of milliseconds, and longer in a new JVM.
            givenPassword.ifPresent(given -> housekeepingThread.execute(() -> admins.warnUnlessMatching(given)));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void openStorage(Step afterLock) throws IOException {
        directory = DataDirectory.open(dataDir);
        if (inFile) {
            Path unused = directory.privateFile(SqliteFile.NAME);
        }
        afterLock.run();
        storage.start();
    }

    /** Only while there is no auction, so that a deleted sample is not created again beside others. */
    private void createSample(AuctionId id) {
        if (auctions.all().isEmpty()) {
            auctions.create(id, "Sample auction", true, STARTER);
        }
    }

    int port() {
        return http.port();
    }

    /** One round of housekeeping, for a test that moves the time itself. */
    void housekeepingRound() {
        housekeeping.round();
    }

    /** Sets a new password of the admin, without serving requests; the password if it was generated. */
    Optional<String> resetAdminPassword() throws IOException {
        openStorage(() -> {});
        return admins.reset(givenPassword);
    }

    /** Computes the roll-ups again, without serving requests. */
    void rebuildRollUps(Storage.Progress progress) throws IOException {
        openStorage(() -> {});
        storage.rebuildRollUps(progress);
    }

    /** Stops in this order within 30 s. Also releases what a failed start has opened. */
    @Override
    public void close() {
        log.info("backend-api is stopping");
        http.stop();
        if (!housekeepingThread.close(FINISHING)) {
            log.warn("housekeeping did not end in time and was interrupted");
        }
        socketServer.close();
        storage.close();
        meters.close();
        try {
            edge.unbind();
            if (directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the port or the lock of the data directory was not released");
        }
        log.info("backend-api has stopped");
    }
}
