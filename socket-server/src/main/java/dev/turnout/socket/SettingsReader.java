package dev.turnout.socket;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TlsIdentity;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.ledger.ConnectionLimits;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Origins;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.ServerUrl;
import dev.turnout.settings.Settings;
import dev.turnout.socket.SocketServerConfig.Listening;
import dev.turnout.socket.SocketServerConfig.Outbox;
import dev.turnout.socket.admission.AdmissionLimits;
import dev.turnout.socket.cluster.RedisSettings;
import dev.turnout.socket.gateway.HttpLimits;
import dev.turnout.socket.sampling.Intervals;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The name, default and range of every setting. */
final class SettingsReader {

    private static final Origins LOCAL_PAGES = Origins.of(List.of("http://localhost:3000", "http://localhost:8080"));
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);
    private static final int MAX_COUNT = 1_000_000_000;

    private final Settings settings;

    SettingsReader(Settings settings) {
        this.settings = settings;
    }

    SocketServerConfig read() throws BadSettings {
        Optional<InternalKeys> keys = keys();
        EngineChoice engine = settings.parsed("SOCKETIO_ENGINE", EngineChoice.TURNOUT, SettingsReader::engine);
        Listening listening = listening();
        Timings timings = timings();
        Limits limits = limits();
        AdmissionLimits admission = admission(limits);
        HttpLimits httpLimits = httpLimits();
        ViewerSettings viewers = ViewerSettings.read(settings);
        URI backend = settings.parsed("BACKEND_API_URL", URI.create("http://localhost:8080"), ServerUrl::parse);
        Path dataDir = settings.parsed("DATA_DIR", Path.of("data"), Path::of);
        Intervals intervals = intervals();
        Outbox outbox = outbox();
        Duration spread =
                settings.duration("SHUTDOWN_SPREAD", Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(15));
        Optional<RedisSettings> cluster = cluster(engine);
        settings.check();
        return new SocketServerConfig(
                engine,
                listening,
                timings,
                limits,
                admission,
                httpLimits,
                viewers,
                backend,
                keys.orElseThrow(),
                dataDir,
                intervals,
                outbox,
                spread,
                cluster);
    }

    private Optional<RedisSettings> cluster(EngineChoice engine) {
        Optional<String> url =
                settings.parsed("REDIS_URL", Optional.empty(), text -> Optional.of(RedisSettings.checkUrl(text)));
        String name = settings.parsed("CLUSTER_NAME", RedisSettings.DEFAULT_NAME, RedisSettings::checkName);
        if (url.isPresent() && engine != EngineChoice.TURNOUT) {
            settings.problem("SOCKETIO_ENGINE", "must be turnout with REDIS_URL");
        }
        return url.map(address -> new RedisSettings(address, name));
    }

    private Optional<InternalKeys> keys() {
        try {
            return Optional.of(InternalKeys.parse(settings.text("INTERNAL_API_KEY", "")));
        } catch (IllegalArgumentException e) {
            settings.problem("INTERNAL_API_KEY", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static EngineChoice engine(String name) {
        return Arrays.stream(EngineChoice.values())
                .filter(engine -> engine.settingName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not one of "
                        + Arrays.stream(EngineChoice.values())
                                .map(EngineChoice::settingName)
                                .collect(Collectors.joining(", "))));
    }

    private Listening listening() {
        return new Listening(
                settings.text("HOST", "0.0.0.0"),
                settings.integer("PORT", 8081, 0, 65535),
                settings.parsed("ALLOWED_ORIGIN", LOCAL_PAGES, text -> Origins.of(entries(text))),
                settings.parsed("TRUSTED_PROXIES", TrustedProxies.NONE, text -> TrustedProxies.of(entries(text))),
                tls(),
                settings.integer("EVENT_LOOPS", 0, 0, 1024));
    }

    private static List<String> entries(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private Optional<Network.TlsFiles> tls() {
        Optional<Path> certificate = file("TLS_CERT");
        Optional<Path> key = file("TLS_KEY");
        if (certificate.isPresent() != key.isPresent()) {
            settings.problem(certificate.isPresent() ? "TLS_KEY" : "TLS_CERT", "is missing: both are needed for TLS");
        }
        Optional<Network.TlsFiles> files =
                certificate.flatMap(chain -> key.map(secret -> new Network.TlsFiles(chain, secret)));
        files.ifPresent(this::check);
        return files;
    }

    private void check(Network.TlsFiles files) {
        try {
            TlsIdentity.read(files);
        } catch (IOException e) {
            settings.problem("TLS_CERT, TLS_KEY", String.valueOf(e.getMessage()));
        }
    }

    private Optional<Path> file(String name) {
        return settings.parsed(name, Optional.empty(), text -> {
            Path path = Path.of(text);
            if (!Files.isReadable(path)) {
                throw new IllegalArgumentException("names a file that cannot be read: " + path);
            }
            return Optional.of(path);
        });
    }

    private Timings timings() {
        Timings defaults = Timings.DEFAULTS;
        return defaults.withPingInterval(time("PING_INTERVAL", defaults.pingInterval()))
                .withPingTimeout(time("PING_TIMEOUT", defaults.pingTimeout()))
                .withHandshakeTimeout(time("HANDSHAKE_TIMEOUT", defaults.handshakeTimeout()))
                .withConnectTimeout(time("CONNECT_TIMEOUT", defaults.connectTimeout()))
                .withUpgradeTimeout(time("UPGRADE_TIMEOUT", defaults.upgradeTimeout()))
                .withRecovery(settings.duration("RECOVERY_TIME", defaults.recovery(), Duration.ZERO, ONE_HOUR))
                .withKeepAliveTimeout(time("KEEP_ALIVE_TIMEOUT", defaults.keepAliveTimeout()))
                .withResponseTimeout(time("RESPONSE_TIMEOUT", defaults.responseTimeout()));
    }

    private Duration time(String name, Duration byDefault) {
        return settings.duration(name, byDefault, ONE_MILLISECOND, ONE_HOUR);
    }

    private Limits limits() {
        Limits defaults = Limits.DEFAULTS;
        return Limits.DEFAULTS
                .withMaxPayload(settings.integer("MAX_PAYLOAD", defaults.maxPayload(), 1024, MAX_COUNT))
                .withPacketsPerSecond(settings.integer("PACKETS_PER_SECOND", defaults.packetsPerSecond(), 0, MAX_COUNT))
                .withPacketBurst(settings.integer("PACKET_BURST", defaults.packetBurst(), 1, MAX_COUNT))
                .withConnectionsPerAddress(
                        settings.integer("CONNECTIONS_PER_ADDRESS", defaults.connectionsPerAddress(), 0, MAX_COUNT))
                .withMaxConnections(settings.integer("MAX_CONNECTIONS", defaults.maxConnections(), 0, MAX_COUNT))
                .withNewConnectionsPerSecond(settings.integer(
                        "NEW_CONNECTIONS_PER_SECOND", defaults.newConnectionsPerSecond(), 0, MAX_COUNT))
                .withNamespacesPerConnection(
                        settings.integer("NAMESPACES_PER_CONNECTION", defaults.namespacesPerConnection(), 1, 1000))
                .withAttachments(settings.integer("MAX_ATTACHMENTS", defaults.attachments(), 0, 1000))
                .withJsonDepth(settings.integer("MAX_JSON_DEPTH", defaults.jsonDepth(), 1, 1000))
                .withOutboundQueueBytes(
                        settings.integer("OUTBOUND_QUEUE_BYTES", defaults.outboundQueueBytes(), 1024, MAX_COUNT))
                .withOutboundTotalBytes(
                        settings.integer("OUTBOUND_TOTAL_BYTES", defaults.outboundTotalBytes(), 0, MAX_COUNT))
                .withRecoveryBytes(settings.integer("RECOVERY_BYTES", defaults.recoveryBytes(), 0, MAX_COUNT))
                .withRecoveryTotalBytes(
                        settings.integer("RECOVERY_TOTAL_BYTES", defaults.recoveryTotalBytes(), 0, MAX_COUNT));
    }

    /**
     * Without a limit of connections per address all clients may come from one address, such as a proxy's; then the other
     * limits per address are off, too, unless they are set.
     */
    private AdmissionLimits admission(Limits limits) {
        boolean perAddress = limits.connectionsPerAddress() > 0;
        ConnectionLimits.Pending pending = ConnectionLimits.Pending.defaults(perAddress);
        AdmissionLimits.RoomLimits rooms = AdmissionLimits.RoomLimits.DEFAULTS;
        AdmissionLimits.RequestLimits requests = AdmissionLimits.RequestLimits.DEFAULTS;
        return new AdmissionLimits(
                new ConnectionLimits.Pending(
                        limit("PENDING_SESSIONS_PER_ADDRESS", pending.sessionsPerAddress()),
                        limit("PENDING_SESSIONS", pending.sessions()),
                        limit("PENDING_BYTES_PER_ADDRESS", pending.bytesPerAddress()),
                        limit("PENDING_BYTES", pending.bytes())),
                new AdmissionLimits.RoomLimits(
                        limit("NEW_ROOMS_PER_MINUTE", perAddress ? rooms.newPerMinute() : 0),
                        limit("MAX_ROOMS", rooms.total())),
                new AdmissionLimits.RequestLimits(
                        limit("REQUESTS_PER_SECOND", perAddress ? requests.perSecond() : 0),
                        settings.integer("REQUEST_BURST", requests.burst(), 1, MAX_COUNT)));
    }

    private int limit(String name, int byDefault) {
        return settings.integer(name, byDefault, 0, MAX_COUNT);
    }

    private HttpLimits httpLimits() {
        HttpLimits defaults = HttpLimits.DEFAULTS;
        return new HttpLimits(
                settings.integer("HTTP_SESSIONS", defaults.sessions(), 0, 10_000_000),
                settings.integer("HTTP_SESSIONS_PER_ADDRESS", defaults.sessionsPerAddress(), 0, MAX_COUNT));
    }

    private Intervals intervals() {
        Duration oneMinute = Duration.ofMinutes(1);
        Duration sample = settings.duration("SAMPLE_INTERVAL", Duration.ofSeconds(5), Duration.ofMillis(10), oneMinute);
        Duration snapshot = settings.duration("SNAPSHOT_INTERVAL", oneMinute, Duration.ofMillis(10), ONE_HOUR);
        try {
            return new Intervals(sample, snapshot);
        } catch (IllegalArgumentException e) {
            settings.problem("SNAPSHOT_INTERVAL", String.valueOf(e.getMessage()));
            return new Intervals(oneMinute, oneMinute);
        }
    }

    private Outbox outbox() {
        Duration maxAge =
                settings.duration("OUTBOX_MAX_AGE", Duration.ofDays(7), Duration.ofMinutes(1), Duration.ofDays(365));
        long maxBytes = settings.parsed("OUTBOX_MAX_BYTES", 2L << 30, text -> {
            if (!text.matches("\\d{7,15}")) {
                throw new IllegalArgumentException("'" + text + "' is not a number of bytes, a million or more");
            }
            return Long.parseLong(text);
        });
        return new Outbox(maxAge, maxBytes);
    }
}
