package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.acceptance.kit.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An update that copies the new jar over the one from which the server runs. */
class OverwrittenJarTest {

    private static final Duration START = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void theServerNamesItAndStops(String server, @TempDir Path folder) throws IOException, InterruptedException {
        Path jar = Files.copy(Path.of("..", server, "target", server + ".jar"), folder.resolve("server.jar"));
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        "0",
                        "INTERNAL_API_KEY",
                        Product.KEY,
                        "ADMIN_PASSWORD",
                        "password-of-a-test",
                        "DATA_DIR",
                        folder.resolve("data").toString()));
        Process process = builder.start();
        try {
            // At once: then classes are missing that a server needs only after its start.
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Files.readString(log).contains("ready"));
            Files.write(jar, new byte[1_000]);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(3);
            assertThat(Files.readString(log))
                    .contains("level=ERROR", "file=\"" + jar + "\"", "the jar was overwritten");
        } finally {
            process.destroyForcibly();
        }
    }
}
