package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health check of the image, {@code deploy/image/healthy}, in a folder with the layout of the image. */
class ImageHealthTest {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void layOut() throws IOException {
        assumeThat(Path.of("/proc/net/tcp")).exists();
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(Path.of("..", "deploy", "image", "healthy"), folder.resolve("bin/healthy"));
        Files.copy(jar("socket-server"), folder.resolve("lib/socket-server.jar"));
        Path java = Files.createDirectories(folder.resolve("runtime/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec '" + JAVA_HOME.resolve("bin/java") + "' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    private static Path jar(String server) {
        return Path.of("..", server, "target", server + ".jar").toAbsolutePath().normalize();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void theServerIsHealthyFromReadyUntilItStops(String server) throws Exception {
        Process process = start(server, List.of());
        assertThat(healthy(process)).isTrue();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(healthy(process)).isFalse();
    }

    @Test
    void aServerOfOneAddressIsHealthy() throws Exception {
        assertThat(healthy(start("socket-server", List.of("HOST=127.0.0.5")))).isTrue();
    }

    @Test
    void aServerWithTlsIsHealthy() throws Exception {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        TestCertificate.selfSigned().writeTo(certificate, key);
        Process process =
                start("socket-server", List.of("export TLS_CERT = \"" + certificate + "\"", "TLS_KEY=" + key));
        assertThat(healthy(process)).isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(healthy(process)).isFalse();
    }

    @Test
    void settingsWithoutValueAreNoTls() throws Exception {
        assertThat(healthy(start("socket-server", List.of("TLS_CERT=", "TLS_KEY=''"))))
                .isTrue();
    }

    @Test
    void anotherProcessIsNotHealthy() throws Exception {
        start("socket-server", List.of());
        Process other = new ProcessBuilder("cat").start();
        processes.add(other);
        assertThat(healthy(other)).isFalse();
    }

    /** The settings are in a file, which is named relative to the server's folder; the port is any free one. */
    private Process start(String server, List<String> settings) throws IOException {
        Path home = Files.createTempDirectory(folder, server);
        List<String> lines = new ArrayList<>(settings);
        lines.addAll(List.of("PORT=0", "INTERNAL_API_KEY=" + Product.KEY, "DATA_DIR=" + home.resolve("data")));
        Files.write(home.resolve("settings.env"), lines);
        Path log = Files.createFile(home.resolve("log"));
        ProcessBuilder builder = new ProcessBuilder(
                        JAVA_HOME.resolve("bin/java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar(server).toString(),
                        "--config",
                        "settings.env")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("ADMIN_PASSWORD", Product.ADMIN_PASSWORD); // of backend-api only
        Process process = builder.start();
        processes.add(process);
        eventually(START, () -> assertThat(Files.readString(log)).contains("ready"));
        return process;
    }

    private boolean healthy(Process process) throws IOException, InterruptedException {
        Process check = new ProcessBuilder(
                        "bash", folder.resolve("bin/healthy").toString(), String.valueOf(process.pid()))
                .inheritIO()
                .start();
        processes.add(check);
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return check.exitValue() == 0;
    }
}
