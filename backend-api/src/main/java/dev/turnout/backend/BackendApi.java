package dev.turnout.backend;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.analytics.Retention;
import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.PlayerEvents;
import dev.turnout.backend.http.HttpServer;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.thread.ScheduledOwnerThread;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: what it is made of, in which order that starts, and in which it stops. */
final class BackendApi implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackendApi.class);

    private static final String STARTER = "start";
    private static final Duration FINISHING = Duration.ofSeconds(5);

    private final Optional<String> givenPassword;
    private final Optional<AuctionId> sampleAuction;
    private final Storage storage;
    private final SocketServerClient socketServer;
    private final Auctions auctions;
    private final Admins admins;
    private final HttpServer http;
    private final ScheduledOwnerThread housekeepingThread = new ScheduledOwnerThread("housekeeping");
    private final Housekeeping housekeeping;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    BackendApi(BackendApiConfig config, InstantSource clock) {
        givenPassword = config.adminPassword();
        sampleAuction = config.sampleAuction();
        storage = new SqliteStorage(config.dataDir());
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
                        new Analytics(storage),
                        liveCounts,
                        admins,
                        sessions,
                        new OncePerMinute(housekeepingThread),
                        clock,
                        meters),
                new HttpServer.Settings(
                        config.port(),
                        config.allowedOrigins(),
                        config.internalKeys(),
                        config.adminToken(),
                        config.publicSocketUrl(),
                        config.socketServerUrl().port()));
        Retention retention = new Retention(storage, config.retention(), meters);
        housekeeping = new Housekeeping(retention, sessions, housekeepingThread, clock);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
    }

    /**
     * Starts; throws when something is in the way.
     *
     * @param madePassword told the first admin's password at once, if one was made: it cannot be told again
     */
    void start(Consumer<String> madePassword) {
        storage.start();
        admins.ensureFirst(givenPassword).ifPresent(madePassword);
        sampleAuction.ifPresent(this::makeSample);
        http.start();
        housekeeping.start();
        log.atInfo().addKeyValue("port", port()).log("backend-api is ready");
    }

    /** So that a first look has something to see; who has deleted it does not get it again beside others. */
    private void makeSample(AuctionId id) {
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

    /** Gives the admin a new password, without serving anything. */
    String resetAdminPassword() {
        storage.start();
        return admins.reset(givenPassword);
    }

    /** Each step is bounded; all together take less than 30 seconds. */
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
        log.info("backend-api has stopped");
    }
}
