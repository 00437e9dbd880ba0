package dev.turnout.backend.http;

import static dev.turnout.backend.http.Access.ADMIN;
import static dev.turnout.backend.http.Access.ADMIN_OR_SHARE;
import static dev.turnout.backend.http.Access.ANYONE;
import static dev.turnout.backend.http.Access.INTERNAL;
import static dev.turnout.backend.http.Access.SHARE;

import dev.turnout.model.Wire;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.router.Endpoint;

/** The routing table. {@code docs/openapi/backend-api.yaml} describes the same routes; a test compares both. */
final class Routes {

    private final Failures failures;
    private final Gate gate;
    private final CrossOrigin crossOrigin;
    private final SnapshotRoute snapshot;
    private final AuctionRoutes auctions;
    private final AnalyticsRoutes analytics;
    private final StatsTicketRoute statsTicket;
    private final PlayerRoutes players;
    private final OutboxRoutes outbox;
    private final NoteRoutes notes;
    private final ShareRoutes shares;
    private final AdminRoutes admin;
    private final Pages pages;
    private final Assets assets;
    private final HealthRoutes health;

    Routes(
            Failures failures,
            Gate gate,
            CrossOrigin crossOrigin,
            SnapshotRoute snapshot,
            AuctionRoutes auctions,
            AnalyticsRoutes analytics,
            StatsTicketRoute statsTicket,
            PlayerRoutes players,
            OutboxRoutes outbox,
            NoteRoutes notes,
            ShareRoutes shares,
            AdminRoutes admin,
            Pages pages,
            Assets assets,
            HealthRoutes health) {
        this.failures = failures;
        this.gate = gate;
        this.crossOrigin = crossOrigin;
        this.snapshot = snapshot;
        this.auctions = auctions;
        this.analytics = analytics;
        this.statsTicket = statsTicket;
        this.players = players;
        this.outbox = outbox;
        this.notes = notes;
        this.shares = shares;
        this.admin = admin;
        this.pages = pages;
        this.assets = assets;
        this.health = health;
    }

    /** The routing table. */
    void register(RoutesConfig routes) {
        routes.before(Routes::harden);
        routes.before("/api/*", crossOrigin::answer);
        routes.beforeMatched(gate::check);
        failures.register(routes);

        routes.post("/api/v1/auctions/{id}/analytics/snapshot", snapshot::post, INTERNAL);

        read(routes, "/api/v1/auctions", auctions::list, ADMIN);
        routes.post("/api/v1/auctions", auctions::create, ADMIN);
        read(routes, "/api/v1/auctions/{id}", auctions::get, ADMIN_OR_SHARE);
        routes.patch("/api/v1/auctions/{id}", auctions::patch, ADMIN);
        routes.delete("/api/v1/auctions/{id}", auctions::delete, ADMIN);

        read(routes, "/api/v1/auctions/{id}/analytics/viewers", analytics::viewers, ADMIN_OR_SHARE);
        read(routes, "/api/v1/auctions/{id}/analytics/viewers.csv", analytics::csv, ADMIN_OR_SHARE);
        read(routes, "/api/v1/auctions/{id}/analytics/lots", analytics::lots, ADMIN_OR_SHARE);
        read(routes, "/api/v1/auctions/{id}/analytics/compare", analytics::compare, ADMIN);
        read(routes, "/api/v1/auctions/{id}/viewer-stats", analytics::stats, ANYONE);
        read(routes, "/api/v1/auctions/{id}/stats-ticket", statsTicket::issue, ADMIN);

        read(routes, "/api/v1/auctions/{id}/notes", notes::list, ADMIN_OR_SHARE);
        routes.post("/api/v1/auctions/{id}/notes", notes::create, ADMIN);
        routes.delete("/api/v1/auctions/{id}/notes/{note}", notes::delete, ADMIN);

        read(routes, "/api/v1/auctions/{id}/shares", shares::list, ADMIN);
        routes.post("/api/v1/auctions/{id}/shares", shares::create, ADMIN);
        routes.delete("/api/v1/auctions/{id}/shares/{share}", shares::revoke, ADMIN);
        read(routes, "/api/v1/share", shares::shared, SHARE);

        routes.post("/api/v1/auctions/{id}/player-bidding", players::bidding, ADMIN);
        routes.post("/api/v1/auctions/{id}/player-sold", players::sold, ADMIN);

        read(routes, Wire.OUTBOX_PATH, outbox::report, ADMIN);
        routes.post(Wire.OUTBOX_RETRY_PATH, outbox::retry, ADMIN);

        routes.post("/api/v1/admin/session", admin::login, ANYONE);
        read(routes, "/api/v1/admin/session", admin::whoAmI, ADMIN);
        routes.delete("/api/v1/admin/session", admin::logout, ANYONE);
        routes.put("/api/v1/admin/password", admin::changePassword, ADMIN);

        read(routes, "/", pages::dashboard, ANYONE);
        read(routes, "/share", pages::share, ANYONE);
        read(routes, "/live/{id}", pages::live, ANYONE);
        read(routes, "/assets/{" + Assets.FILE + "}", assets::get, ANYONE);

        read(routes, "/health/live", health::live, ANYONE);
        read(routes, "/health/ready", health::ready, ANYONE);
        read(routes, "/metrics", health::metrics, ANYONE);
    }

    /** GET, and HEAD with the same handler: by default, Javalin answers HEAD with 200 whatever the handler does. */
    private static void read(RoutesConfig routes, String path, Handler handler, Access access) {
        routes.get(path, handler, access);
        routes.head(path, handler, access);
    }

    /** Headers of every answer; a handler may change them, for example to allow caching. */
    private static void harden(Context ctx) {
        ctx.header(Header.X_CONTENT_TYPE_OPTIONS, "nosniff");
        ctx.header(Header.REFERRER_POLICY, "no-referrer");
        ctx.header("Cross-Origin-Resource-Policy", "same-site");
        ctx.header(Header.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
        ctx.header(Header.CACHE_CONTROL, "no-store");
    }

    /** The template of the matched route, for logs and metrics; it contains no part of the request. */
    static String template(Context ctx) {
        Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
        return matched == null ? "none" : matched.path;
    }
}
