package dev.turnout.backend.http;

import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The HTML documents that module {@code web} builds: the dashboard, the page of a read-only link, and the live page. They
 * use relative addresses, so that they work behind a proxy that removes a path, and neither inline scripts nor styles.
 */
final class Pages {

    private static final String NO_FRAME = "'none'";

    /**
     * More than the live page lists sales, so that the current player is among them; and so few that the page fits the
     * buffer of a response, however large they are.
     */
    private static final int MARKERS_SHOWN = 20;

    private final Storage storage;
    private final Analytics analytics;
    private final SocketAddress socketAddress;
    private final FrameAncestors frameAncestors;
    private final String dashboard;
    private final String live = template("live/index.html");

    /** @param retention how long snapshots are kept, which the dashboard states */
    Pages(
            Storage storage,
            Analytics analytics,
            SocketAddress socketAddress,
            FrameAncestors frameAncestors,
            Duration retention) {
        this.dashboard = template("index.html").replace("{{retentionDays}}", Long.toString(retention.toDays()));
        this.storage = storage;
        this.analytics = analytics;
        this.socketAddress = socketAddress;
        this.frameAncestors = frameAncestors;
    }

    void dashboard(Context ctx) {
        String origin = socketAddress.origin(ctx);
        answer(ctx, dashboard.replace("{{socket}}", origin), origin, NO_FRAME);
    }

    /** The dashboard's document, which shows at this path only the auction of the link's token in the fragment. */
    void share(Context ctx) {
        String origin = socketAddress.origin(ctx);
        answer(ctx, dashboard.replace("{{socket}}", origin), origin, frameAncestors.sources());
    }

    /**
     * For every well-formed id, like the rooms of socket-server. Contains the newest bids and sales: who opens the page in
     * the middle of a lot has not received them.
     */
    void live(Context ctx) {
        AuctionId id = Paths.auction(ctx);
        Optional<Auction> auction = storage.auction(id);
        String origin = socketAddress.origin(ctx);
        String page = live.replace("{{socket}}", origin)
                .replace("{{auction}}", id.value())
                .replace("{{status}}", auction.map(it -> it.status().word()).orElse(""))
                .replace("{{markers}}", escaped(auction.map(this::markers).orElse("[]")))
                .replace("{{title}}", escaped(auction.map(Auction::title).orElse("Auction " + id)));
        answer(ctx, page, origin, frameAncestors.sources());
    }

    /** A JSON array; the data of a marker is JSON text. */
    private String markers(Auction auction) {
        return analytics.newestMarkers(auction, MARKERS_SHOWN).stream()
                .map(marker -> "{\"kind\":\"" + marker.kind().word() + "\",\"data\":"
                        + Objects.requireNonNullElse(marker.data(), "null") + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void answer(Context ctx, String page, String socketOrigin, String frameAncestors) {
        ctx.header(
                Header.CONTENT_SECURITY_POLICY,
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' "
                        + socketOrigin + " " + socketOrigin.replaceFirst("^http", "ws")
                        + "; base-uri 'none'; form-action 'none'; frame-ancestors " + frameAncestors);
        ctx.header(Header.CACHE_CONTROL, "no-cache");
        ctx.html(page);
    }

    private static String template(String name) {
        return Assets.read(name)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("missing in the jar: web/dashboard/" + name));
    }

    /** For HTML, and so that a text is not taken for a place in the template. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("{", "&#123;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
