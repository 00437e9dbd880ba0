package dev.turnout.backend;

import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.admin.Admins;
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
import okhttp3.HttpUrl;

/**
 * The settings of backend-api; {@code config/backend-api.env} says what each is for.
 *
 * @param publicSocketUrl empty: on the host of the page, at the port of {@code socketServerUrl}
 * @param adminPassword the first admin's; empty: one is made
 * @param sampleAuction to be made when there is no auction yet
 */
record BackendApiConfig(
        InternalKeys internalKeys,
        int port,
        Path dataDir,
        HttpUrl socketServerUrl,
        Optional<HttpUrl> publicSocketUrl,
        Origins allowedOrigins,
        AdminToken adminToken,
        Optional<String> adminPassword,
        Optional<AuctionId> sampleAuction,
        Duration adminSession,
        Duration retention,
        Duration relayTimeout) {

    /** @throws BadSettings with every problem */
    static BackendApiConfig read(Settings settings) throws BadSettings {
        Optional<InternalKeys> keys = keys(settings);
        int port = settings.integer("PORT", 8080, 0, 65_535);
        Path dataDir = settings.parsed("DATA_DIR", Path.of("./data"), BackendApiConfig::path);
        HttpUrl socketServer =
                settings.parsed("SOCKET_SERVER_URL", HttpUrl.get("http://localhost:8081"), BackendApiConfig::server);
        Optional<HttpUrl> publicSocket =
                settings.parsed("PUBLIC_SOCKET_URL", Optional.empty(), text -> Optional.of(server(text)));
        Origins origins = origins(settings);
        AdminToken token = settings.parsed("ADMIN_TOKEN", AdminToken.NONE, AdminToken::parse);
        Optional<String> password =
                settings.parsed("ADMIN_PASSWORD", Optional.empty(), text -> Optional.of(password(text)));
        Optional<AuctionId> sample =
                settings.parsed("SAMPLE_AUCTION", Optional.empty(), text -> Optional.of(new AuctionId(text)));
        Duration session =
                settings.duration("ADMIN_SESSION", Duration.ofHours(12), Duration.ofMinutes(1), Duration.ofDays(90));
        int days = settings.integer("RETENTION_DAYS", 90, 1, 3_650);
        Duration timeout = settings.duration(
                "RELAY_TIMEOUT", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
        settings.check();
        return new BackendApiConfig(
                keys.orElseThrow(),
                port,
                dataDir,
                socketServer,
                publicSocket,
                origins,
                token,
                password,
                sample,
                session,
                Duration.ofDays(days),
                timeout);
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
        return "internalKeys=" + internalKeys + ", port=" + port + ", dataDir=" + dataDir + ", socketServerUrl="
                + socketServerUrl + ", publicSocketUrl=" + publicSocketUrl + ", allowedOrigins=" + allowedOrigins
                + ", adminToken=" + adminToken + ", adminPassword="
                + (adminPassword.isPresent() ? "set, hidden" : "not set") + ", sampleAuction=" + sampleAuction
                + ", adminSession=" + adminSession
                + ", retention=" + retention + ", relayTimeout=" + relayTimeout;
    }
}
