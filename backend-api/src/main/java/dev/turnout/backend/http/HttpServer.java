package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.admin.LoginThrottle;
import dev.turnout.backend.admin.Shares;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.Notes;
import dev.turnout.backend.auctions.PlayerEvents;
import dev.turnout.backend.edge.Edge;
import dev.turnout.backend.edge.TrustedProxies;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.Storage;
import dev.turnout.http.KeyGuard;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Json;
import dev.turnout.model.Origins;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.json.JavalinJackson;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;

/** Javalin with the {@link Routes}, on the Jetty of {@link Edge}. */
public final class HttpServer {

    /** The services behind the routes. */
    public record Parts(
            Storage storage,
            Auctions auctions,
            PlayerEvents playerEvents,
            SnapshotIntake intake,
            Analytics analytics,
            SocketServerClient socketServer,
            LiveCounts liveCounts,
            Admins admins,
            AdminSessions sessions,
            Shares shares,
            Notes notes,
            OncePerMinute oncePerMinute,
            InstantSource clock,
            PrometheusMeterRegistry meters) {}

    /**
     * @param basePath empty, or the path under which a proxy serves this server, such as {@code /t}
     * @param publicSocketUrl where browsers reach socket-server; empty: on the host of the page, at {@code socketPort}
     * @param frameAncestors of the live page and of read-only links
     * @param retention how long snapshots are kept
     */
    public record Settings(
            Origins allowedOrigins,
            TrustedProxies trustedProxies,
            String basePath,
            InternalKeys internalKeys,
            AdminToken adminToken,
            Optional<HttpUrl> publicSocketUrl,
            int socketPort,
            FrameAncestors frameAncestors,
            Duration retention) {}

    /** Largest request body. */
    public static final int MAX_BODY_BYTES = Bodies.MAX_BYTES;

    private final PrometheusMeterRegistry meters;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Gate gate;
    private final Javalin javalin;

    public HttpServer(Parts parts, Settings settings, Edge edge) {
        this.meters = parts.meters();
        KeyGuard keys = new KeyGuard(settings.internalKeys(), parts.oncePerMinute());
        FunctionCounter.builder("turnout.internal.key.refused", keys, KeyGuard::refused)
                .description("Requests without the internal key, or with a wrong one")
                .register(meters);
        this.gate = new Gate(keys, settings.adminToken(), parts.sessions(), parts.shares());
        Routes routes = routes(parts, settings);
        this.javalin = Javalin.create(config -> configure(config, routes, edge));
    }

    private Routes routes(Parts parts, Settings settings) {
        return new Routes(
                new Failures(parts.oncePerMinute()),
                gate,
                new CrossOrigin(settings.allowedOrigins()),
                new SnapshotRoute(parts.intake()),
                new AuctionRoutes(parts.auctions(), parts.analytics(), parts.liveCounts(), settings.basePath()),
                new AnalyticsRoutes(
                        parts.auctions(),
                        parts.analytics(),
                        parts.liveCounts(),
                        new ShareStreams(parts.meters()),
                        parts.clock()),
                new StatsTicketRoute(parts.auctions(), settings.internalKeys(), parts.clock()),
                new PlayerRoutes(parts.auctions(), parts.playerEvents()),
                new OutboxRoutes(parts.socketServer(), parts.clock()),
                new NoteRoutes(parts.auctions(), parts.notes()),
                new ShareRoutes(parts.auctions(), parts.shares(), parts.clock()),
                new AdminRoutes(
                        parts.sessions(),
                        new Logins(
                                parts.admins(),
                                new LoginThrottle(),
                                new ClientAddress(settings.trustedProxies()),
                                parts.clock(),
                                parts.meters()),
                        parts.admins(),
                        new Cookies(settings.basePath()),
                        parts.clock()),
                new Pages(
                        parts.storage(),
                        parts.analytics(),
                        new SocketAddress(settings.publicSocketUrl(), settings.socketPort()),
                        settings.frameAncestors(),
                        settings.retention()),
                new Assets(),
                new HealthRoutes(new DatabaseHealth(parts.storage()::check, parts.clock()), parts.meters(), stopping));
    }

    private void configure(JavalinConfig config, Routes routes, Edge edge) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        edge.configure(config.jetty);
        config.http.prefer405over404 = true;
        config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
        config.requestLogger.http(this::time);
        routes.register(config.routes);
    }

    private void time(Context ctx, float milliseconds) {
        boolean usual = HandlerType.commonHttp().contains(ctx.method());
        Timer.builder("turnout.http.requests")
                .description("Requests by route and status")
                .tag("method", usual ? ctx.method().name() : "other")
                .tag("route", Routes.template(ctx))
                .tag("status", Integer.toString(ctx.statusCode()))
                .register(meters)
                .record((long) (milliseconds * 1_000), TimeUnit.MICROSECONDS);
    }

    public void start() {
        javalin.start();
    }

    public int port() {
        return javalin.port();
    }

    /** The registered routes, for the test that compares them with the OpenAPI document. */
    Javalin javalin() {
        return javalin;
    }

    /** Turns readiness off, refuses new requests, and waits at most ten seconds for the requests in flight. */
    public void stop() {
        stopping.set(true);
        javalin.stop();
    }
}
