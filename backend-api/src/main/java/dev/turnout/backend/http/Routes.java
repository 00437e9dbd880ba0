package dev.turnout.backend.http;

import static dev.turnout.backend.http.Access.ADMIN;
import static dev.turnout.backend.http.Access.ANYONE;
import static dev.turnout.backend.http.Access.INTERNAL;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.router.Endpoint;

/**
 * All that this server answers. {@code docs/openapi/backend-api.yaml} says the same to those outside; a test holds them together.
 */
final class Routes {

    private final Failures failures;
    private final Gate gate;
    private final CrossOrigin crossOrigin;
    private final SnapshotRoute snapshot;
    private final AuctionRoutes auctions;
    private final AnalyticsRoutes analytics;
    private final PlayerRoutes players;
    private final AdminRoutes admin;
    private final LivePage livePage;
    private final HealthRoutes health;

    Routes(
            Failures failures,
            Gate gate,
            CrossOrigin crossOrigin,
            SnapshotRoute snapshot,
            AuctionRoutes auctions,
            AnalyticsRoutes analytics,
            PlayerRoutes players,
            AdminRoutes admin,
            LivePage livePage,
            HealthRoutes health) {
        this.failures = failures;
        this.gate = gate;
        this.crossOrigin = crossOrigin;
        this.snapshot = snapshot;
        this.auctions = auctions;
        this.analytics = analytics;
        this.players = players;
        this.admin = admin;
        this.livePage = livePage;
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
        read(routes, "/api/v1/auctions/{id}", auctions::get, ADMIN);
        routes.patch("/api/v1/auctions/{id}", auctions::patch, ADMIN);
        routes.delete("/api/v1/auctions/{id}", auctions::delete, ADMIN);

        read(routes, "/api/v1/auctions/{id}/analytics/viewers", analytics::viewers, ADMIN);
        read(routes, "/api/v1/auctions/{id}/analytics/viewers.csv", analytics::csv, ADMIN);
        read(routes, "/api/v1/auctions/{id}/viewer-stats", analytics::stats, ANYONE);

        routes.post("/api/v1/auctions/{id}/player-bidding", players::bidding, ADMIN);
        routes.post("/api/v1/auctions/{id}/player-sold", players::sold, ADMIN);

        routes.post("/api/v1/admin/session", admin::login, ANYONE);
        read(routes, "/api/v1/admin/session", admin::whoAmI, ADMIN);
        routes.delete("/api/v1/admin/session", admin::logout, ANYONE);
        routes.put("/api/v1/admin/password", admin::changePassword, ADMIN);

        read(routes, "/live/{id}", livePage::page, ANYONE);
        read(routes, LivePage.CLIENT_PATH, livePage::client, ANYONE);

        read(routes, "/health/live", health::live, ANYONE);
        read(routes, "/health/ready", health::ready, ANYONE);
        read(routes, "/metrics", health::metrics, ANYONE);
    }

    /** GET, and HEAD in the same way: left to itself, Javalin answers HEAD with 200 whatever the handler would say. */
    private static void read(RoutesConfig routes, String path, Handler handler, Access access) {
        routes.get(path, handler, access);
        routes.head(path, handler, access);
    }

    /** What every answer carries; a handler may say more, or allow keeping it. */
    private static void harden(Context ctx) {
        ctx.header(Header.X_CONTENT_TYPE_OPTIONS, "nosniff");
        ctx.header(Header.REFERRER_POLICY, "no-referrer");
        ctx.header("Cross-Origin-Resource-Policy", "same-site");
        ctx.header(Header.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
        ctx.header(Header.CACHE_CONTROL, "no-store");
    }

    /** The path of the route that a request took, for logs and metrics: never what was in it. */
    static String template(Context ctx) {
        Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
        return matched == null ? "none" : matched.path;
    }
}
