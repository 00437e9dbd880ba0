package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.Engines;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import dev.turnout.settings.Settings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketServerConfigTest {

    private static final String KEY = "0123-4567-89ab-cdef";
    private static final Path SHIPPED = Path.of("../config/socket-server.env");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aKeyIsAllThatItNeeds() throws BadSettings {
        SocketServerConfig config = read(Map.of());

        assertThat(config.engine()).isEqualTo(Engines.TURNOUT);
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

    @Test
    void everySettingIsExplainedInTheShippedFile() throws IOException {
        List<String> lines = Files.readAllLines(SHIPPED);
        assertThat(lines.stream().filter(line -> line.startsWith("#")).count()).isGreaterThan(20);
        assertThat(lines).allMatch(line -> line.length() <= 118);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws IOException {
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
                .hasMessageContaining("\n  - SNAPSHOT_INTERVAL must be a multiple of SAMPLE_INTERVAL")
                .hasMessageContaining("\n  - SOCKETIO_ENGINE 'node' is none of turnout, netty-socketio")
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
        assertThat(both.listening().network().tls()).isPresent();
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
