package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.Limits;
import dev.turnout.engine.NetworkObserver;
import dev.turnout.engine.Timings;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.RecordValues;
import dev.turnout.settings.Settings;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.cluster.RedisSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketServerConfigTest {

    private static final String KEY = "0123-4567-89ab-cdef";
    private static final Path SHIPPED = Path.of("../config/socket-server.env");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aKeyIsAllThatItNeeds() throws BadSettings {
        SocketServerConfig config = read(Map.of());

        assertThat(config.engine()).isEqualTo(EngineChoice.TURNOUT);
        assertThat(config.listening().port()).isEqualTo(8081);
        assertThat(config.limits()).isEqualTo(Limits.DEFAULTS);
        assertThat(config.timings()).isEqualTo(Timings.DEFAULTS);
        assertThat(config.backend()).hasToString("http://localhost:8080");
        assertThat(config.intervals().sample()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.intervals().snapshot()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theShippedFileHoldsEverySettingWithItsDefault() throws BadSettings, IOException {
        Settings settings = Settings.of(Map.of("INTERNAL_API_KEY", KEY), SHIPPED);
        SocketServerConfig shipped = SocketServerConfig.read(settings);

        assertThat(shipped).usingRecursiveComparison().isEqualTo(read(Map.of()));
        assertThat(namesIn(SHIPPED)).isEqualTo(settings.names());
    }

    private static Set<String> namesIn(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());
    }

    /** Each setting, a value that is not its default, and where and as what it arrives. */
    private static final String[][] MAPPING = {
        {"PORT", "9000", "listening.port", "9000"},
        {"HOST", "127.0.0.9", "listening.host", "127.0.0.9"},
        {"ALLOWED_ORIGIN", "https://a.example", "listening.origins", "https://a.example"},
        {"BACKEND_API_URL", "http://my_backend:81", "backend", "http://my_backend:81"},
        {"INTERNAL_API_KEY", KEY + ",fedc-ba98-7654-3210", "keys", "2 key(s), hidden"},
        {"SOCKETIO_ENGINE", "netty-socketio", "engine", "NETTY_SOCKETIO"},
        {"DATA_DIR", "elsewhere", "dataDir", "elsewhere"},
        {"EVENT_LOOPS", "3", "listening.eventLoops", "3"},
        {"SAMPLE_INTERVAL", "4s", "intervals.sample", "PT4S"},
        {"SNAPSHOT_INTERVAL", "65s", "intervals.snapshot", "PT1M5S"},
        {"OUTBOX_MAX_AGE", "6d", "outbox.maxAge", "PT144H"},
        {"OUTBOX_MAX_BYTES", "3000000", "outbox.maxBytes", "3000000"},
        {"PING_INTERVAL", "11s", "timings.pingInterval", "PT11S"},
        {"PING_TIMEOUT", "12s", "timings.pingTimeout", "PT12S"},
        {"HANDSHAKE_TIMEOUT", "13s", "timings.handshakeTimeout", "PT13S"},
        {"KEEP_ALIVE_TIMEOUT", "11m", "timings.keepAliveTimeout", "PT11M"},
        {"RESPONSE_TIMEOUT", "37s", "timings.responseTimeout", "PT37S"},
        {"CONNECT_TIMEOUT", "14s", "timings.connectTimeout", "PT14S"},
        {"UPGRADE_TIMEOUT", "15s", "timings.upgradeTimeout", "PT15S"},
        {"RECOVERY_TIME", "16s", "timings.recovery", "PT16S"},
        {"SHUTDOWN_SPREAD", "4s", "shutdownSpread", "PT4S"},
        {"MAX_PAYLOAD", "2001", "limits.maxPayload", "2001"},
        {"PACKETS_PER_SECOND", "2002", "limits.packetsPerSecond", "2002"},
        {"PACKET_BURST", "2003", "limits.packetBurst", "2003"},
        {"CONNECTIONS_PER_ADDRESS", "2004", "limits.connectionsPerAddress", "2004"},
        {"MAX_CONNECTIONS", "2005", "limits.maxConnections", "2005"},
        {"NEW_CONNECTIONS_PER_SECOND", "2006", "limits.newConnectionsPerSecond", "2006"},
        {"NAMESPACES_PER_CONNECTION", "207", "limits.namespacesPerConnection", "207"},
        {"MAX_ATTACHMENTS", "208", "limits.attachments", "208"},
        {"MAX_JSON_DEPTH", "209", "limits.jsonDepth", "209"},
        {"OUTBOUND_QUEUE_BYTES", "2010", "limits.outboundQueueBytes", "2010"},
        {"OUTBOUND_TOTAL_BYTES", "2024", "limits.outboundTotalBytes", "2024"},
        {"RECOVERY_BYTES", "2011", "limits.recoveryBytes", "2011"},
        {"PENDING_SESSIONS_PER_ADDRESS", "2014", "admission.pending.sessionsPerAddress", "2014"},
        {"PENDING_SESSIONS", "2015", "admission.pending.sessions", "2015"},
        {"PENDING_BYTES_PER_ADDRESS", "2016", "admission.pending.bytesPerAddress", "2016"},
        {"PENDING_BYTES", "2017", "admission.pending.bytes", "2017"},
        {"NEW_ROOMS_PER_MINUTE", "2018", "admission.rooms.newPerMinute", "2018"},
        {"MAX_ROOMS", "2019", "admission.rooms.total", "2019"},
        {"REQUESTS_PER_SECOND", "2020", "admission.requests.perSecond", "2020"},
        {"REQUEST_BURST", "2021", "admission.requests.burst", "2021"},
        {"COUNT_BY", "viewers", "viewers.countBy", "VIEWERS"},
        {"LOBBY_WATCHES", "2022", "viewers.lobbyWatches", "2022"},
        {"RECOVERY_TOTAL_BYTES", "2023", "limits.recoveryTotalBytes", "2023"},
        {"HTTP_SESSIONS", "2012", "httpLimits.sessions", "2012"},
        {"HTTP_SESSIONS_PER_ADDRESS", "2013", "httpLimits.sessionsPerAddress", "2013"},
    };

    /** Settings whose values have no text form; they have tests of their own. */
    private static final Set<String> MAPPED_ELSEWHERE = Set.of(
            "TRUSTED_PROXIES",
            "TLS_CERT",
            "TLS_KEY",
            "VIEWER_JWT_SECRET",
            "VIEWER_HASH_SALT",
            "GEO_DB",
            "REDIS_URL",
            "CLUSTER_NAME");

    static Stream<Arguments> mapping() {
        return Arrays.stream(MAPPING).map(row -> Arguments.of((Object[]) row));
    }

    @ParameterizedTest
    @MethodSource("mapping")
    void aSettingArrivesInItsOwnComponentAndInNoOther(String name, String value, String component, String expected)
            throws BadSettings {
        Map<String, String> difference = RecordValues.difference(read(Map.of()), read(Map.of(name, value)));

        difference.remove("listening.trustedProxies"); // has no equals
        assertThat(difference).isEqualTo(Map.of(component, expected));
    }

    @Test
    void theMappingHoldsEverySetting() throws BadSettings {
        Settings settings = Settings.of(Map.of("INTERNAL_API_KEY", KEY));
        SocketServerConfig unused = SocketServerConfig.read(settings);
        Set<String> mapped = mapping().map(row -> (String) row.get()[0]).collect(Collectors.toSet());
        mapped.addAll(MAPPED_ELSEWHERE);

        assertThat(mapped).isEqualTo(settings.names());
    }

    @Test
    void withoutALimitOfConnectionsPerAddressTheOthersPerAddressAreOffUnlessSet() throws BadSettings {
        SocketServerConfig off = read(Map.of("CONNECTIONS_PER_ADDRESS", "0", "NEW_ROOMS_PER_MINUTE", "7"));
        assertThat(off.admission().pending().sessionsPerAddress()).isZero();
        assertThat(off.admission().pending().bytesPerAddress()).isZero();
        assertThat(off.admission().requests().perSecond()).isZero();
        assertThat(off.admission().rooms().newPerMinute()).isEqualTo(7);
        assertThat(off.admission().pending().bytes()).isPositive();
    }

    @Test
    void secretsOfViewersArriveAndAreNotPrinted() throws Exception {
        String secret = "a-secret-of-thirty-two-bytes-at-least";
        ViewerSettings viewers = read(Map.of(
                        "VIEWER_JWT_SECRET", secret + " , " + secret + "-2", "VIEWER_HASH_SALT", "a-salt-of-sixteen"))
                .viewers();

        assertThat(viewers.tokenSecrets())
                .extracting(ViewerSettings.Secret::text)
                .containsExactly(secret, secret + "-2");
        assertThat(viewers.hashSalt(directory)).isEqualTo("a-salt-of-sixteen");
        assertThat(viewers.toString()).doesNotContain(secret).doesNotContain("a-salt");
        assertThatThrownBy(() -> read(Map.of("VIEWER_JWT_SECRET", "too short")))
                .hasMessageContaining("VIEWER_JWT_SECRET must have at least 32 bytes")
                .hasMessageNotContaining("too short");
        assertThatThrownBy(() -> read(Map.of("COUNT_BY", "people")))
                .hasMessageContaining("COUNT_BY 'people' is not one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", " , ", ",,,"})
    void aListWithoutASecretDoesNotTurnTheVerificationOff(String secrets) {
        assertThatThrownBy(() -> read(Map.of("VIEWER_JWT_SECRET", secrets)))
                .hasMessageContaining("VIEWER_JWT_SECRET must be one secret, or two");
    }

    @Test
    void theSaltIsMadeOnceAndOnlyItsOwnerCanReadIt() throws Exception {
        ViewerSettings viewers = read(Map.of()).viewers();
        String salt = viewers.hashSalt(directory.resolve("new"));

        assertThat(viewers.hashSalt(directory.resolve("new"))).isEqualTo(salt).hasSize(64);
        assertThat(viewers.hashSalt(directory.resolve("other"))).isNotEqualTo(salt);
        Path file = directory.resolve("new").resolve("viewer-hash-salt");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "");
        assertThatThrownBy(() -> viewers.hashSalt(directory.resolve("new"))).hasMessageContaining("holds no salt");
    }

    @Test
    void theFileOfCountriesArrivesAndMustExist() throws Exception {
        Path file = Files.writeString(directory.resolve("countries.mmdb"), "");

        assertThat(read(Map.of("GEO_DB", file.toString())).viewers().countries())
                .contains(file);
        assertThat(read(Map.of()).viewers().countries()).isEmpty();
        assertThatThrownBy(() -> read(Map.of("GEO_DB", directory.toString())))
                .hasMessageContaining("GEO_DB '" + directory + "' is not a file that can be read");
    }

    @Test
    void theClustersRedisArrivesAndItsPasswordIsNotPrinted() throws BadSettings {
        Optional<RedisSettings> cluster = read(Map.of(
                        "REDIS_URL", "rediss://:pass-word@redis.example:6380/2", "CLUSTER_NAME", "blue"))
                .cluster();

        assertThat(cluster).contains(new RedisSettings("rediss://:pass-word@redis.example:6380/2", "blue"));
        assertThat(cluster.toString()).contains("blue at redis.example:6380").doesNotContain("pass-word");
        assertThat(read(Map.of("CLUSTER_NAME", "blue")).cluster()).isEmpty();
    }

    @Test
    void whatAClusterCannotDoIsRefusedAtStart() throws Exception {
        String url = "redis://127.0.0.1";
        assertThat(read(Map.of("REDIS_URL", url, "COUNT_BY", "viewers"))
                        .viewers()
                        .countBy())
                .isEqualTo(CountBy.VIEWERS);
        assertThatThrownBy(() -> read(Map.of("REDIS_URL", url, "SOCKETIO_ENGINE", "netty-socketio")))
                .hasMessageContaining("SOCKETIO_ENGINE must be turnout with REDIS_URL");
        assertThatThrownBy(() -> read(Map.of("REDIS_URL", "http://secret@host")))
                .hasMessageContaining("REDIS_URL must begin with redis:// or rediss://")
                .hasMessageNotContaining("secret");
        for (String notOnlyADatabase : List.of("redis://host/zero", "redis://host/0?timeout=5s", "redis://host#1")) {
            assertThatThrownBy(() -> read(Map.of("REDIS_URL", notOnlyADatabase)))
                    .hasMessageContaining("REDIS_URL may have");
        }
        assertThatThrownBy(() -> read(Map.of("REDIS_URL", "REDIS://host")))
                .hasMessageContaining("REDIS_URL must begin");
        assertThatThrownBy(() -> read(Map.of("REDIS_URL", "redis://host:99999")))
                .hasMessageContaining("REDIS_URL has a port that is not between 1 and 65535");
        assertThatThrownBy(() -> read(Map.of("CLUSTER_NAME", "a b"))).hasMessageContaining("CLUSTER_NAME must have");
    }

    @Test
    void trustedProxiesArrive() throws Exception {
        SocketServerConfig config = read(Map.of("TRUSTED_PROXIES", "10.0.0.0/8"));

        assertThat(config.listening().trustedProxies().trusts(InetAddress.getByName("10.1.2.3")))
                .isTrue();
        assertThat(read(Map.of()).listening().trustedProxies().isEmpty()).isTrue();
    }

    @Test
    void everySettingIsExplainedInTheShippedFile() throws IOException {
        List<String> lines = Files.readAllLines(SHIPPED);
        assertThat(lines.stream().filter(line -> line.startsWith("#")).count()).isGreaterThan(20);
        assertThat(lines).allMatch(line -> line.length() <= 118);
    }

    @Test
    void everythingThatIsWrongIsReportedAtOnce() throws IOException {
        Path file = directory.resolve("wrong.env");
        Files.writeString(file, "PORT=eighty\nPROT=8081\nTLS_CERT=/nowhere.pem\n");
        Map<String, String> environment = Map.of(
                "INTERNAL_API_KEY", "changeme-changeme",
                "ALLOWED_ORIGIN", "example.com",
                "SAMPLE_INTERVAL", "7s",
                "SOCKETIO_ENGINE", "node",
                "TRUSTED_PROXIES", "proxy.example.com",
                "BACKEND_API_URL", "ftp://backend");

        assertThatThrownBy(() -> SocketServerConfig.read(Settings.of(environment, file)))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("\n  - INTERNAL_API_KEY is a well-known value")
                .hasMessageContaining("\n  - PORT 'eighty' is not a whole number")
                .hasMessageContaining("\n  - PROT is not a setting")
                .hasMessageContaining("\n  - TLS_CERT names a file that cannot be read")
                .hasMessageContaining("\n  - ALLOWED_ORIGIN 'example.com' is not an origin")
                .hasMessageContaining("\n  - SNAPSHOT_INTERVAL 60000ms is not a multiple of SAMPLE_INTERVAL 7000ms")
                .hasMessageContaining("\n  - SOCKETIO_ENGINE 'node' is not one of turnout, netty-socketio")
                .hasMessageContaining("\n  - TRUSTED_PROXIES 'proxy.example.com' is not an address")
                .hasMessageContaining("\n  - BACKEND_API_URL")
                .hasMessageNotContaining("changeme");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, 65536",
        "PORT, -1",
        "SAMPLE_INTERVAL, 5",
        "SAMPLE_INTERVAL, 0s",
        "SNAPSHOT_INTERVAL, 61s",
        "PING_INTERVAL, 0ms",
        "MAX_PAYLOAD, 10",
        "CONNECTIONS_PER_ADDRESS, many",
        "OUTBOX_MAX_AGE, 1s",
        "OUTBOX_MAX_BYTES, 5GB",
        "OUTBOX_MAX_BYTES, 9",
        "SHUTDOWN_SPREAD, 1m",
        "BACKEND_API_URL, localhost:8080",
        "BACKEND_API_URL, http://user:secret@localhost:8080",
        "BACKEND_API_URL, http://local host",
        "EVENT_LOOPS, -1",
    })
    void aValueOutOfRangeIsNamed(String name, String value) {
        assertThatThrownBy(() -> read(Map.of(name, value)))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("\n  - " + name)
                .hasMessageNotContaining("secret");
    }

    @Test
    void tlsNeedsBothFiles() throws Exception {
        X509Bundle identity = new CertificateBuilder()
                .subject("CN=server")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        Path certificate = Files.writeString(directory.resolve("cert.pem"), identity.getCertificatePathPEM());
        Path key = Files.writeString(directory.resolve("key.pem"), identity.getPrivateKeyPEM());

        assertThatThrownBy(() -> read(Map.of("TLS_CERT", certificate.toString())))
                .hasMessageContaining("TLS_KEY is missing");
        assertThatThrownBy(() -> read(Map.of("TLS_KEY", key.toString()))).hasMessageContaining("TLS_CERT is missing");
        SocketServerConfig both = read(Map.of("TLS_CERT", certificate.toString(), "TLS_KEY", key.toString()));
        assertThat(both.listening().network(NetworkObserver.NONE).tls()).isPresent();
    }

    @Test
    void filesThatAreNoGoodForTlsAreNamedWithWhatIsWrong() throws IOException {
        Path certificate = Files.writeString(directory.resolve("cert.pem"), "not PEM");
        Path key = Files.writeString(directory.resolve("key.pem"), "not PEM either");

        assertThatThrownBy(() -> read(Map.of("TLS_CERT", certificate.toString(), "TLS_KEY", key.toString())))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("\n  - TLS_CERT, TLS_KEY")
                .hasMessageContaining("cert.pem holds no certificate in PEM form");
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException, BadSettings {
        Path file = Files.writeString(directory.resolve("my.env"), "PORT=9000\nHOST=127.0.0.1\n");
        SocketServerConfig config =
                SocketServerConfig.read(Settings.of(Map.of("INTERNAL_API_KEY", KEY, "PORT", "9001"), file));

        assertThat(config.listening().port()).isEqualTo(9001);
        assertThat(config.listening().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        Settings settings = Settings.of(Map.of("INTERNAL_API_KEY", KEY), directory.resolve("none.env"));

        assertThatThrownBy(() -> SocketServerConfig.read(settings)).hasMessageContaining("--config cannot read");
    }

    @Test
    void printingItShowsNoSecret() throws BadSettings {
        assertThat(read(Map.of()).toString()).doesNotContain(KEY).contains("hidden");
    }

    private static SocketServerConfig read(Map<String, String> settings) throws BadSettings {
        Map<String, String> environment = new HashMap<>(Map.of("INTERNAL_API_KEY", KEY));
        environment.putAll(settings);
        return SocketServerConfig.read(Settings.of(environment));
    }
}
