package dev.turnout.bench.cluster;

import dev.turnout.bench.process.ProcFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some socket-server processes with data folders of their own, on one Redis or apart. */
final class Nodes implements AutoCloseable {

    private static final String KEY = "benchmark-key-1d5c0a7be3";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration START_TIMEOUT_PER_NODE = Duration.ofSeconds(5);

    private static final Pattern CURRENT = Pattern.compile("\"currentViewers\":(\\d+)");

    private final LocalProcesses processes;
    private final List<Process> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final int redisPort;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Nodes(Path root, int size, boolean together, Map<String, String> settings) throws IOException {
        processes = new LocalProcesses(root);
        redisPort = together ? processes.launchRedis() : 0;
        for (int i = 0; i < size; i++) {
            startNode(root, i, settings);
        }
    }

    /** A cluster. */
    static Nodes start(Path root, int size) throws IOException {
        return start(root, size, Map.of());
    }

    /** A cluster with some settings of its own. */
    static Nodes start(Path root, int size, Map<String, String> settings) throws IOException {
        return start(root, size, true, settings);
    }

    /** As many servers without Redis. */
    static Nodes startApart(Path root, int size) throws IOException {
        return start(root, size, false, Map.of());
    }

    private static Nodes start(Path root, int size, boolean together, Map<String, String> settings) throws IOException {
        Nodes nodes = new Nodes(root, size, together, settings);
        for (int i = 0; i < size; i++) {
            nodes.awaitReady(i);
        }
        return nodes;
    }

    private void startNode(Path root, int number, Map<String, String> own) throws IOException {
        int port = LocalProcesses.freePort();
        ports.add(port);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                root.resolve("socket-server/target/socket-server.jar").toString());
        Map<String, String> settings = new HashMap<>(Map.of(
                "PORT",
                Integer.toString(port),
                "HOST",
                "127.0.0.1",
                "DATA_DIR",
                processes.folder().resolve("node-" + number).toString(),
                "INTERNAL_API_KEY",
                KEY,
                "BACKEND_API_URL",
                "http://127.0.0.1:9",
                "CONNECTIONS_PER_ADDRESS",
                "0",
                "PENDING_SESSIONS_PER_ADDRESS",
                "0",
                "REQUESTS_PER_SECOND",
                "0",
                "SHUTDOWN_SPREAD",
                "0s"));
        settings.putAll(own);
        if (redisPort > 0) {
            settings.put("REDIS_URL", "redis://127.0.0.1:" + redisPort);
        }
        builder.environment().putAll(settings);
        servers.add(processes.launch(builder, "node-" + number + ".log"));
    }

    private void awaitReady(int node) throws IOException {
        long deadline = System.nanoTime()
                + START_TIMEOUT
                        .plus(START_TIMEOUT_PER_NODE.multipliedBy(ports.size()))
                        .toNanos();
        while (System.nanoTime() < deadline) {
            try {
                String body = send(request(node, "/health/ready").build());
                if (redisPort == 0 || body.contains("\"nodes\":" + ports.size())) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IOException("node " + node + " did not start; see " + processes.folder());
    }

    URI webSocket(int node, String auction) {
        return URI.create(
                "ws://127.0.0.1:" + ports.get(node) + "/auction/?EIO=4&transport=websocket&slug=auction-" + auction);
    }

    /** The load generator for the sessions of one node. */
    List<String> loadCommand(Path program, int node) {
        return List.of(program.toString(), "--port", Integer.toString(ports.get(node)), "--http-key", KEY, "--sleep");
    }

    HttpClient client() {
        return client;
    }

    void reportExternal(int node, String auction, int viewers) throws IOException {
        String body = "{\"count\":" + viewers + ",\"ttlSeconds\":3600}";
        send(request(node, "/api/v1/auctions/" + auction + "/external-viewers/bench")
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    /** What a node counts, itself and the others. */
    int viewers(int node, String auction) throws IOException {
        String body = send(request(node, "/api/stream/" + auction + "/viewers").build());
        Matcher current = CURRENT.matcher(body);
        if (!current.find()) {
            throw new IOException("no count in " + body);
        }
        return Integer.parseInt(current.group(1));
    }

    /** SIGKILL. */
    void kill(int node) {
        servers.get(node).destroyForcibly().onExit().join();
    }

    /** Publishes an event once in a cluster, and on each of the servers that are apart. */
    void publish(String auction, String json) throws IOException {
        String body = "{\"event\":\"bid\",\"data\":" + json + "}";
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int node = 0; node < (redisPort > 0 ? 1 : ports.size()); node++) {
            HttpRequest request = request(node, "/api/v1/auctions/" + auction + "/events")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            if (answer.join().statusCode() != 200) {
                throw new IOException(
                        "publishing was answered with " + answer.join().body());
            }
        }
    }

    private HttpRequest.Builder request(int node, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(node) + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Internal-Request", KEY);
    }

    private String send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(request.uri() + " answered " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Processor time of all nodes, without Redis. */
    Duration cpu() {
        return servers.stream().map(Nodes::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident memory of all nodes, without Redis. */
    long residentBytes() throws IOException {
        long bytes = 0;
        for (Process server : servers) {
            bytes += ProcFiles.residentBytes(server.pid());
        }
        return bytes;
    }

    private static Duration cpu(Process process) {
        try {
            return ProcFiles.cpu(process.pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commands that Redis has processed. */
    long redisCommands() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
            socket.getOutputStream().write("INFO stats\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            String stats = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return stats.lines()
                    .filter(line -> line.startsWith("total_commands_processed:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no INFO stats"));
        }
    }

    @Override
    public void close() throws IOException {
        processes.close();
    }
}
