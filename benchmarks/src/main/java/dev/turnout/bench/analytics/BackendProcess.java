package dev.turnout.bench.analytics;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A backend-api process and an HTTP client of it. */
final class BackendProcess implements AutoCloseable {

    private static final String KEY = "benchmark-key-1d5c0a7be3";
    private static final String LOG = "log-";
    private static final String TOKEN = "benchmark-token-44ab";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);

    private final Process process;
    private final Path dataDir;
    private final int port;
    private final String base;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private BackendProcess(Process process, Path dataDir, int port) {
        this.process = process;
        this.dataDir = dataDir;
        this.port = port;
        this.base = "http://127.0.0.1:" + port;
    }

    /**
     * With the options of the JVM that {@code scripts/run} and the image use.
     *
     * @param databaseUrl empty for SQLite in the data folder
     */
    static BackendProcess start(Path jar, Path dataDir, Optional<String> databaseUrl) throws IOException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString());
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        Integer.toString(port),
                        "DATA_DIR",
                        dataDir.toString(),
                        "INTERNAL_API_KEY",
                        KEY,
                        "ADMIN_TOKEN",
                        TOKEN));
        databaseUrl.ifPresent(url -> builder.environment().put("DATABASE_URL", url));
        builder.redirectErrorStream(true)
                .redirectOutput(dataDir.resolve(LOG + port).toFile());
        BackendProcess backend = new BackendProcess(builder.start(), dataDir, port);
        backend.awaitReady();
        return backend;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                if (get("/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        throw new IOException("backend-api did not start: " + Files.readString(dataDir.resolve(LOG + port)));
    }

    HttpResponse<String> get(String path) throws IOException {
        try {
            return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return client.sendAsync(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + TOKEN)
                .header("X-Internal-Request", KEY);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
