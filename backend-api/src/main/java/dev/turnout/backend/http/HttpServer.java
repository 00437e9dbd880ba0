package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.admin.LoginThrottle;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.PlayerEvents;
import dev.turnout.backend.relay.LiveCounts;
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
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP edge: Javalin on Jetty, with the {@link Routes}. */
public final class HttpServer {

    private static final int THREADS = 64;
    private static final Duration FINISHING = Duration.ofSeconds(10);

    /** What the routes are about. */
    public record Parts(
            Storage storage,
            Auctions auctions,
            PlayerEvents playerEvents,
            SnapshotIntake intake,
            Analytics analytics,
            LiveCounts liveCounts,
            Admins admins,
            AdminSessions sessions,
            OncePerMinute oncePerMinute,
            InstantSource clock,
            PrometheusMeterRegistry meters) {}

    /** Whom the routes trust, and where the browser finds the other server. */
    public record Settings(
            int port,
            Origins allowedOrigins,
            InternalKeys internalKeys,
            AdminToken adminToken,
            Optional<HttpUrl> publicSocketUrl,
            int socketPort) {}

    private final PrometheusMeterRegistry meters;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Gate gate;
    private final Javalin javalin;

    public HttpServer(Parts parts, Settings settings) {
        this.meters = parts.meters();
        KeyGuard keys = new KeyGuard(settings.internalKeys(), parts.oncePerMinute());
        FunctionCounter.builder("turnout.internal.key.refused", keys, KeyGuard::refused)
                .description("Requests without the internal key, or with a wrong one")
                .register(meters);
        this.gate = new Gate(keys, settings.adminToken(), parts.sessions());
        Routes routes = routes(parts, settings);
        this.javalin = Javalin.create(config -> configure(config, routes, settings.port()));
    }

    private Routes routes(Parts parts, Settings settings) {
        return new Routes(
                new Failures(parts.oncePerMinute()),
                gate,
                new CrossOrigin(settings.allowedOrigins()),
                new SnapshotRoute(parts.intake()),
                new AuctionRoutes(parts.auctions(), parts.liveCounts()),
                new AnalyticsRoutes(parts.auctions(), parts.analytics(), parts.liveCounts(), parts.clock()),
                new PlayerRoutes(parts.auctions(), parts.playerEvents()),
                new AdminRoutes(parts.admins(), parts.sessions(), new LoginThrottle(), parts.clock(), parts.meters()),
                new LivePage(parts.storage(), settings.publicSocketUrl(), settings.socketPort()),
                new HealthRoutes(parts.storage(), parts.meters(), stopping));
    }

    private void configure(JavalinConfig config, Routes routes, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.port = port;
        config.jetty.threadPool = threads();
        config.jetty.modifyServer(HttpServer::configure);
        config.http.prefer405over404 = true;
        config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
        config.requestLogger.http(this::time);
        routes.register(config.routes);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        return threads;
    }

    private static void configure(Server jetty) {
        jetty.insertHandler(new GracefulHandler());
        jetty.setStopTimeout(FINISHING.toMillis());
        jetty.setErrorHandler(new EdgeErrors());
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

    /** Routes as they are registered, for the test that compares them with the document. */
    Javalin javalin() {
        return javalin;
    }

    /** Is not ready any more, takes no new requests, lets those under way finish for at most ten seconds, and ends. */
    public void stop() {
        stopping.set(true);
        javalin.stop();
    }
}
