package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as the shell and an init system see it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reads block
class SocketServerMainTest {

    private static final String KEY = "0123-4567-89ab-cdef";

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void versionAndHelpArePrintedAndHelpListsEverySetting() throws Exception {
        assertThat(outputOf(run(Map.of(), "--version"), 0)).contains("socket-server");
        assertThat(outputOf(run(Map.of(), "--help"), 0))
                .contains("--config=FILE", "INTERNAL_API_KEY=", "SNAPSHOT_INTERVAL=60s", "invalid options or settings");
    }

    @Test
    void wrongSettingsAndOptionsEndItWithTwoAndOneList() throws Exception {
        Path file = Files.writeString(directory.resolve("my.env"), "PORT=x\nPROT=1\n");

        assertThat(outputOf(run(Map.of(), "--config", file.toString()), 2))
                .contains(
                        "socket-server does not start: invalid settings:",
                        "INTERNAL_API_KEY is empty",
                        "PORT 'x'",
                        "PROT is not a setting")
                .doesNotContain("Exception");
        assertThat(outputOf(run(Map.of(), "--nonsense"), 2)).contains("--nonsense");
    }

    @Test
    void aPortThatIsTakenEndsItWithOneAndOneLineAndNothingIsTouched() throws Exception {
        Path data = directory.resolve("data");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = new HashMap<>(settings("0s"));
            settings.put("PORT", String.valueOf(taken.getLocalPort()));
            settings.put("DATA_DIR", data.toString());
            assertThat(outputOf(run(settings), 1).lines())
                    .hasSize(1)
                    .allMatch(line -> line.contains("could not start") && line.contains("cannot listen on"));
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aTlsFileThatCannotBeReadIsNamed() throws Exception {
        Map<String, String> settings = new HashMap<>(settings("0s"));
        settings.put(
                "TLS_CERT",
                Files.writeString(directory.resolve("cert.pem"), "no certificate")
                        .toString());
        settings.put(
                "TLS_KEY",
                Files.writeString(directory.resolve("key.pem"), "no key").toString());
        assertThat(outputOf(run(settings), 2)).contains("TLS_CERT").doesNotContain("Exception:");
    }

    @Test
    void aDamagedOutboxIsMovedAsideAndTheServerStarts() throws Exception {
        Process first = run(settings("0s"));
        portOf(first.inputReader(StandardCharsets.UTF_8));
        terminate(first);
        first.waitFor();
        Path outbox = fileNamed("outbox.db");
        Files.writeString(outbox, "no database");

        BufferedReader log = run(settings("0s")).inputReader(StandardCharsets.UTF_8);
        assertThat(lineWith(log, "database of the outbox is damaged")).contains("outbox-damaged-1.db");
        assertThat(portOf(log)).isPositive();
        assertThat(outbox.resolveSibling("outbox-damaged-1.db")).exists();
    }

    private Path fileNamed(String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith(name) && !file.toString().contains("copy"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aSecondProcessOnTheSameDataDirIsRefusedWithOneLine() throws Exception {
        Process first = run(settings("0s"));
        portOf(first.inputReader(StandardCharsets.UTF_8));
        assertThat(outputOf(run(settings("0s")), 1).lines())
                .hasSize(1)
                .allMatch(line -> line.contains("could not start") && line.contains("used by another process"));
    }

    @Test
    void aDataDirThatCannotBeWrittenIsNamedInOneLine() throws Exception {
        Map<String, String> settings = new HashMap<>(settings("0s"));
        settings.put("DATA_DIR", "/proc/none");
        assertThat(outputOf(run(settings), 1).lines())
                .hasSize(1)
                .allMatch(line -> line.contains("could not start") && line.contains("/proc/none"));
    }

    @Test
    void theFirstSignalStopsItInOrder() throws Exception {
        Process process = run(settings("0s"));
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        portOf(log);
        terminate(process);

        assertThat(lineWith(log, "stopping")).contains("stopping");
        assertThat(lineWith(log, "stopped")).contains("stopped");
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        Process process = run(settings("15s"));
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        int port = portOf(log);
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 300; i++) {
            URI uri = URI.create("ws://127.0.0.1:" + port + "/auction/?EIO=4&transport=websocket&slug=auction-1");
            client.newWebSocketBuilder()
                    .buildAsync(uri, new WebSocket.Listener() {})
                    .get(10, TimeUnit.SECONDS);
        }
        terminate(process);
        lineWith(log, "stopping");
        terminate(process);

        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
    }

    @Test
    void whatAKilledServerHadSampledIsPostedByTheNextOne() throws Exception {
        try (MockWebServer backend = new MockWebServer()) {
            backend.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return new MockResponse.Builder().code(200).build();
                }
            });
            backend.start();
            Map<String, String> settings = new HashMap<>(settings("0s"));
            settings.put("BACKEND_API_URL", backend.url("/").toString());
            settings.put("SAMPLE_INTERVAL", "100ms");
            settings.put("SNAPSHOT_INTERVAL", "1h");
            Process first = run(settings);
            connect(portOf(first.inputReader(StandardCharsets.UTF_8)), "kill");
            await().atMost(20, TimeUnit.SECONDS).ignoreExceptions().until(() -> isInDraft("\"exactPeak\":1"));
            first.destroyForcibly().waitFor();
            assertThat(backend.getRequestCount()).isZero();

            run(settings);
            RecordedRequest post = Objects.requireNonNull(backend.takeRequest(20, TimeUnit.SECONDS));
            assertThat(post.getTarget()).isEqualTo("/api/v1/auctions/kill/analytics/snapshot");
            assertThat(Objects.requireNonNull(post.getBody()).utf8()).contains("\"exactPeak\":1");
        }
    }

    @Test
    void theNativeLibraryOfSqliteIsNotLeftBehindByAKilledServer() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Map<String, String> settings = new HashMap<>(settings("0s"));
        settings.put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process process = run(settings);
        assertThat(portOf(process.inputReader(StandardCharsets.UTF_8))).isPositive();
        process.destroyForcibly().waitFor();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files).noneMatch(file -> file.toString().contains("sqlitejdbc"));
        }
    }

    private static void connect(int port, String auction) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + port + "/auction/?EIO=4&transport=websocket&slug=auction-" + auction);
        WebSocket opened = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS);
        opened.sendText("40", true).get(10, TimeUnit.SECONDS);
    }

    /** Whether a copy of the outbox holds an unfinished minute with this text. */
    private boolean isInDraft(String text) throws Exception {
        Path copy = Files.createDirectories(directory.resolve("copy"));
        Path outbox = fileNamed("outbox.db");
        for (String name : List.of("outbox.db", "outbox.db-wal")) {
            Files.copy(outbox.resolveSibling(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("outbox.db"));
                Statement statement = connection.createStatement();
                ResultSet draft = statement.executeQuery("SELECT content FROM draft")) {
            return draft.next()
                    && new String(
                                    new InflaterInputStream(draft.getBinaryStream(1)).readAllBytes(),
                                    StandardCharsets.UTF_8)
                            .contains(text);
        }
    }

    private Map<String, String> settings(String spread) {
        return Map.of(
                "INTERNAL_API_KEY",
                KEY,
                "HOST",
                "127.0.0.1",
                "PORT",
                "0",
                "DATA_DIR",
                directory.toString(),
                "SHUTDOWN_SPREAD",
                spread);
    }

    private Process run(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SocketServerMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("INTERNAL_API_KEY");
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** As {@code kill} does; {@code Process.destroy} would close its output too. */
    private static void terminate(Process process) {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    private static int portOf(BufferedReader log) throws IOException {
        String line = lineWith(log, "ready");
        return Integer.parseInt(line.replaceAll(".*port=\"(\\d+)\".*", "$1"));
    }

    private static String lineWith(BufferedReader log, String text) throws IOException {
        String line = log.readLine();
        while (line != null && !line.contains(text)) {
            line = log.readLine();
        }
        return String.valueOf(line);
    }

    private static String outputOf(Process process, int exitCode) throws Exception {
        String output;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output = String.join("\n", reader.lines().toList());
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
        return output;
    }
}
