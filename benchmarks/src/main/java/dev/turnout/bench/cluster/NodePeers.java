package dev.turnout.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Some processes of Node's socket.io with an adapter over one Redis, see {@code peers/node/cluster.mjs}. */
final class NodePeers implements KilledCluster {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final LocalProcesses processes;
    private final List<Process> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String counting;

    /**
     * @param adapter {@code pubsub} or {@code streams}
     * @param counting {@code fetchSockets} or {@code counter}
     */
    NodePeers(Path root, int size, String adapter, String counting) throws IOException {
        this.counting = counting;
        processes = new LocalProcesses(root);
        int redis = processes.launchRedis();
        for (int node = 0; node < size; node++) {
            int port = LocalProcesses.freePort();
            ports.add(port);
            ProcessBuilder builder =
                    new ProcessBuilder("node", "cluster.mjs", Integer.toString(port), Integer.toString(redis), adapter);
            builder.directory(root.resolve("benchmarks/peers/node").toFile());
            servers.add(processes.launch(builder, "node-" + node + ".log"));
        }
        for (int node = 0; node < size; node++) {
            awaitReady(node);
        }
    }

    static boolean areInstalled(Path root) {
        return Files.isDirectory(root.resolve("benchmarks/peers/node/node_modules"));
    }

    private void awaitReady(int node) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                get(node, "ready");
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new IOException("Node's server did not start; see " + processes.folder());
    }

    @Override
    public CompletableFuture<Watcher> join(int node) {
        return Watcher.join(
                client,
                URI.create("ws://127.0.0.1:" + ports.get(node)
                        + "/auction/?EIO=4&transport=websocket&slug=auction-bench"));
    }

    @Override
    public int count(int node) throws IOException {
        return Integer.parseInt(get(node, counting));
    }

    private String get(int node, String what) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(node) + "/" + what))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void kill(int node) {
        servers.get(node).destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        processes.close();
    }
}
