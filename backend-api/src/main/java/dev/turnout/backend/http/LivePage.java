package dev.turnout.backend.http;

import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * The public page of an auction: one HTML document with inline style and script, which the content security policy
 * allows by their hashes, and the Socket.IO client from this server. It uses relative addresses, so that it works behind
 * a proxy that removes a path. It works for every well-formed id, as the rooms of socket-server do.
 */
final class LivePage {

    /** The official browser bundle of the npm package socket.io-client 4.8.4. */
    static final String CLIENT_PATH = "/assets/socket.io-4.8.4.min.js";

    private static final String CLIENT_FILE = "/web/socket.io/socket.io.min.js";
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    private final Storage storage;
    private final Optional<HttpUrl> publicSocketUrl;
    private final int socketPort;
    private final String template;
    private final String hashes;
    private final byte[] client;

    /**
     * @param publicSocketUrl where browsers reach socket-server; empty: on the host of the page, at {@code socketPort}
     */
    LivePage(Storage storage, Optional<HttpUrl> publicSocketUrl, int socketPort) {
        this.storage = storage;
        this.publicSocketUrl = publicSocketUrl;
        this.socketPort = socketPort;
        String style = new String(resource("/live/page.css"), StandardCharsets.UTF_8);
        String script = new String(resource("/live/page.js"), StandardCharsets.UTF_8);
        this.template = new String(resource("/live/page.html"), StandardCharsets.UTF_8)
                .replace("{{style}}", style)
                .replace("{{script}}", script)
                .replace("{{client}}", ".." + CLIENT_PATH);
        this.hashes = "script-src 'self' " + hash(script) + "; style-src " + hash(style);
        this.client = resource(CLIENT_FILE);
    }

    void page(Context ctx) {
        AuctionId id = Paths.auction(ctx);
        HttpUrl socketUrl = socketUrl(ctx);
        Optional<Auction> auction = storage.auction(id);
        ctx.header(Header.CONTENT_SECURITY_POLICY, policy(socketUrl));
        ctx.header(Header.CACHE_CONTROL, "no-cache");
        ctx.html(template.replace("{{auction}}", id.value())
                .replace("{{socket}}", origin(socketUrl))
                .replace("{{status}}", auction.map(it -> it.status().word()).orElse(""))
                .replace("{{title}}", escaped(auction.map(Auction::title).orElse("Auction " + id))));
    }

    void client(Context ctx) {
        ctx.header(Header.CACHE_CONTROL, IMMUTABLE);
        ctx.contentType("text/javascript; charset=utf-8");
        ctx.result(client);
    }

    private HttpUrl socketUrl(Context ctx) {
        return publicSocketUrl.orElseGet(() -> new HttpUrl.Builder()
                .scheme(PublicAddress.isHttps(ctx) ? "https" : "http")
                .host(PublicAddress.host(ctx)
                        .orElseThrow(() -> Problem.badRequest("the Host header is missing or malformed")))
                .port(socketPort)
                .build());
    }

    private String policy(HttpUrl socketUrl) {
        String origin = origin(socketUrl);
        return "default-src 'none'; " + hashes + "; connect-src 'self' " + origin + " "
                + origin.replaceFirst("^http", "ws")
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    }

    private static String origin(HttpUrl url) {
        String text = url.resolve("/").toString();
        return text.substring(0, text.length() - 1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String inline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing in the jar: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
