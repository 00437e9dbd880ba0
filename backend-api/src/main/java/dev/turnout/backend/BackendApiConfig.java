package dev.turnout.backend;

import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.edge.TrustedProxies;
import dev.turnout.backend.http.FrameAncestors;
import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.mongo.MongoUrl;
import dev.turnout.backend.storage.postgres.PostgresUrl;
import dev.turnout.model.AuctionId;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Origins;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.ServerUrl;
import dev.turnout.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The settings of backend-api; {@code config/backend-api.env} explains each of them.
 *
 * @param databaseUrl empty: SQLite in {@code dataDir}
 * @param publicSocketUrl empty: on the host of the page, at the port of {@code socketServerUrl}
 * @param basePath empty, or the path under which a proxy serves this server, without its prefix being forwarded
 * @param adminPassword of the first admin; empty: one is generated
 * @param sampleAuction created when there is no auction yet
 * @param bodyTimeout from the head of a request to the end of its body
 * @param keepAliveTimeout how long a connection is kept between two requests
 * @param connectionsPerAddress 0 for no limit
 * @param maxConnections 0 for no limit
 */
record BackendApiConfig(
        InternalKeys internalKeys,
        int port,
        Path dataDir,
        Optional<DatabaseUrl> databaseUrl,
        HttpUrl socketServerUrl,
        Optional<HttpUrl> publicSocketUrl,
        Origins allowedOrigins,
        TrustedProxies trustedProxies,
        FrameAncestors frameAncestors,
        String basePath,
        AdminToken adminToken,
        Optional<String> adminPassword,
        Optional<AuctionId> sampleAuction,
        Duration adminSession,
        Duration retention,
        Duration relayTimeout,
        Duration bodyTimeout,
        Duration keepAliveTimeout,
        int connectionsPerAddress,
        int maxConnections) {

    private static final int MANY = 1_000_000_000;
    static final int MAX_RETENTION_DAYS = 3_650;
    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

    /** @throws BadSettings with every problem */
    static BackendApiConfig read(Settings settings) throws BadSettings {
        Optional<InternalKeys> keys = keys(settings);
        int port = settings.integer("PORT", 8080, 0, 65_535);
        Path dataDir = settings.parsed("DATA_DIR", Path.of("./data"), BackendApiConfig::path);
        Optional<DatabaseUrl> databaseUrl =
                settings.parsed("DATABASE_URL", Optional.empty(), text -> Optional.of(database(text)));
        HttpUrl socketServer =
                settings.parsed("SOCKET_SERVER_URL", HttpUrl.get("http://localhost:8081"), BackendApiConfig::server);
        Optional<HttpUrl> publicSocket =
                settings.parsed("PUBLIC_SOCKET_URL", Optional.empty(), text -> Optional.of(server(text)));
        Origins origins = origins(settings);
        TrustedProxies proxies = trustedProxies(settings);
        FrameAncestors frames = frameAncestors(settings);
        String basePath = settings.parsed("BASE_PATH", "", BackendApiConfig::basePath);
        AdminToken token = settings.parsed("ADMIN_TOKEN", AdminToken.NONE, AdminToken::parse);
        Optional<String> password =
                settings.parsed("ADMIN_PASSWORD", Optional.empty(), text -> Optional.of(password(text)));
        Optional<AuctionId> sample =
                settings.parsed("SAMPLE_AUCTION", Optional.empty(), text -> Optional.of(new AuctionId(text)));
        Duration session =
                settings.duration("ADMIN_SESSION", Duration.ofHours(12), Duration.ofMinutes(1), Duration.ofDays(90));
        int days = settings.integer("RETENTION_DAYS", 90, 1, MAX_RETENTION_DAYS);
        Duration timeout = settings.duration(
                "RELAY_TIMEOUT", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
        Duration bodyTimeout = settings.duration(
                "BODY_TIMEOUT", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5));
        Duration keepAlive = settings.duration(
                "KEEP_ALIVE_TIMEOUT", Duration.ofSeconds(75), Duration.ofMillis(100), Duration.ofDays(1));
        int perAddress = settings.integer("CONNECTIONS_PER_ADDRESS", 1_000, 0, MANY);
        int maxConnections = settings.integer("MAX_CONNECTIONS", 10_000, 0, MANY);
        settings.check();
        return new BackendApiConfig(
                keys.orElseThrow(),
                port,
                dataDir,
                databaseUrl,
                socketServer,
                publicSocket,
                origins,
                proxies,
                frames,
                basePath,
                token,
                password,
                sample,
                session,
                Duration.ofDays(days),
                timeout,
                bodyTimeout,
                keepAlive,
                perAddress,
                maxConnections);
    }

    private static Optional<InternalKeys> keys(Settings settings) {
        try {
            return Optional.of(InternalKeys.parse(settings.text("INTERNAL_API_KEY", "")));
        } catch (IllegalArgumentException e) {
            settings.problem("INTERNAL_API_KEY", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Origins origins(Settings settings) {
        try {
            return Origins.of(settings.list("ALLOWED_ORIGIN", List.of()));
        } catch (IllegalArgumentException e) {
            settings.problem("ALLOWED_ORIGIN", String.valueOf(e.getMessage()));
            return Origins.of(List.of());
        }
    }

    private static FrameAncestors frameAncestors(Settings settings) {
        try {
            return new FrameAncestors(settings.list("FRAME_ANCESTORS", List.of()));
        } catch (IllegalArgumentException e) {
            settings.problem("FRAME_ANCESTORS", String.valueOf(e.getMessage()));
            return new FrameAncestors(List.of());
        }
    }

    private static TrustedProxies trustedProxies(Settings settings) {
        try {
            return TrustedProxies.of(settings.list("TRUSTED_PROXIES", List.of()));
        } catch (IllegalArgumentException e) {
            settings.problem("TRUSTED_PROXIES", String.valueOf(e.getMessage()));
            return TrustedProxies.NONE;
        }
    }

    /** @throws IllegalArgumentException with the reason, without the password */
    static DatabaseUrl database(String text) {
        if (MongoUrl.isOne(text)) {
            return MongoUrl.parse(text);
        }
        if (PostgresUrl.isOne(text)) {
            return PostgresUrl.parse(text);
        }
        throw new IllegalArgumentException("must begin with postgres:// or mongodb://");
    }

    private static String basePath(String text) {
        String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!path.isEmpty() && !BASE_PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a path such as /turnout");
        }
        return path;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a path", e);
        }
    }

    private static HttpUrl server(String text) {
        return HttpUrl.get(ServerUrl.parseWithoutPath(text).toString());
    }

    private static String password(String text) {
        Admins.weakness(text).ifPresent(weakness -> {
            throw new IllegalArgumentException(weakness);
        });
        return text;
    }

    /** All of it, the secrets hidden. */
    @Override
    public String toString() {
        return "internalKeys=" + internalKeys + ", port=" + port + ", dataDir=" + dataDir + ", databaseUrl="
                + databaseUrl + ", socketServerUrl="
                + socketServerUrl + ", publicSocketUrl=" + publicSocketUrl + ", allowedOrigins=" + allowedOrigins
                + ", trustedProxies=" + trustedProxies + ", frameAncestors=" + frameAncestors + ", basePath=" + basePath
                + ", adminToken=" + adminToken + ", adminPassword="
                + (adminPassword.isPresent() ? "set, hidden" : "not set") + ", sampleAuction=" + sampleAuction
                + ", adminSession=" + adminSession
                + ", retention=" + retention + ", relayTimeout=" + relayTimeout + ", bodyTimeout=" + bodyTimeout
                + ", keepAliveTimeout=" + keepAliveTimeout
                + ", connectionsPerAddress=" + connectionsPerAddress + ", maxConnections=" + maxConnections;
    }
}
