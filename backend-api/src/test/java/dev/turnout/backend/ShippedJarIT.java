package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as it is shipped, started with {@code java -jar} and the environment alone. */
class ShippedJarIT {

    private static final Path JAR = Path.of("target", "backend-api.jar");

    @Test
    void itServesKeepsAndStopsInOrder(@TempDir Path folder) throws Exception {
        try (ChildBackend backend = ChildBackend.ofTheJar(folder)) {
            try (Requests client = new Requests(backend.port())) {
                String auction = "{\"id\":\"123\",\"title\":\"T\",\"enableViewerAnalytics\":true}";
                assertThat(client.send("POST", "/api/v1/auctions", auction, Requests.bearer())
                                .status())
                        .isEqualTo(201);
                assertThat(client.snapshot("123", Backend.minute("2026-05-04T12:00:00Z", 5))
                                .status())
                        .isEqualTo(200);
                assertThat(client.send("GET", "/live/123", "").body()).contains("<h1>T</h1>");
                assertThat(client.send("GET", "/metrics", "").body()).contains("turnout_snapshots_total");
                assertThat(login(client, madePassword(backend))).isEqualTo(200);
            }
            assertThat(backend.terminate()).as("ended by SIGTERM").isZero();
            assertThat(backend.output()).contains("backend-api has stopped").doesNotContain("ERROR");
        }
        try (ChildBackend again = ChildBackend.ofTheJar(folder);
                Requests client = new Requests(again.port())) {
            assertThat(again.output()).doesNotContain("Admin password");
            assertThat(client.send("GET", "/api/v1/auctions/123/viewer-stats", "")
                            .json()
                            .get("peak")
                            .asInt())
                    .isEqualTo(5);
        }
    }

    private static String madePassword(ChildBackend backend) throws IOException {
        return backend.output()
                .lines()
                .filter(line -> line.startsWith("Admin password (shown only now): "))
                .map(line -> line.replaceFirst(".*: ", ""))
                .findFirst()
                .orElseThrow();
    }

    private static int login(Requests client, String password) throws IOException {
        return client.send("POST", "/api/v1/admin/session", "{\"password\":\"" + password + "\"}")
                .status();
    }

    @Test
    void itSaysItsVersion() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        "--version")
                .redirectErrorStream(true)
                .start();
        try (InputStream out = process.getInputStream()) {
            assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8))
                    .matches("backend-api \\d+\\.\\d+\\.\\d+\\R");
        }
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Linux/x86_64/libsqlitejdbc.so",
                "Linux/aarch64/libsqlitejdbc.so",
                "Linux-Musl/x86_64/libsqlitejdbc.so",
                "Linux-Musl/aarch64/libsqlitejdbc.so",
                "Mac/x86_64/libsqlitejdbc.dylib",
                "Mac/aarch64/libsqlitejdbc.dylib",
                "Windows/x86_64/sqlitejdbc.dll",
                "Windows/aarch64/sqlitejdbc.dll",
            })
    void itBringsTheDatabaseForTheMachinesThatPeopleUse(String library) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getEntry("org/sqlite/native/" + library)).isNotNull();
        }
    }

    @Test
    void itIsNotLargerThanItHasToBe() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(30_000_000); // half of it is SQLite for all platforms
    }
}
