package dev.turnout.bench.cluster;

import dev.turnout.bench.report.PrintedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills one of several servers on one Redis:
 *
 * <ul>
 *   <li>how long the viewers of the killed server stay in the count of the others, beside Node's socket.io with its two
 *       adapters and the two usual ways to count
 *   <li>how many samples are missing in the minutes that the killed server would have posted, and how many minutes
 * </ul>
 */
@Command(
        name = "scripts/bench takeover",
        description =
                "Kills a server of a cluster, also of Node's socket.io: ghosts in the count, samples that are lost.",
        mixinStandardHelpOptions = true)
public final class TakeoverBench implements Callable<Integer> {

    private static final int SIZE = 3;
    private static final String AUCTION = "bench";

    @Option(names = "--root", hidden = true, description = "The repository.")
    private Path root = Path.of(".");

    @Option(names = "--sessions", description = "Sessions per server (${DEFAULT-VALUE}).")
    private int sessions = 200;

    @Option(names = "--watched", description = "Seconds for which the count is read after the kill (${DEFAULT-VALUE}).")
    private int watched = 30;

    @Option(names = "--nodes", description = "Nodes that share the auctions (${DEFAULT-VALUE}).")
    private int nodes = 8;

    @Option(names = "--auctions", description = "Auctions with a viewer (${DEFAULT-VALUE}).")
    private int auctions = 10_000;

    @Option(
            names = "--minute",
            description = "Seconds of the minutes, with a sample each second; divides 60 (${DEFAULT-VALUE}).")
    private int minute = 30;

    private final PrintedTable table = new PrintedTable("measured", "setting", "result");

    public static void main(String[] args) {
        System.exit(new CommandLine(new TakeoverBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        try (Product product = new Product(Nodes.start(root, SIZE))) {
            count("product", product);
        }
        if (NodePeers.areInstalled(root)) {
            peers();
        }
        minutes();
        return 0;
    }

    private void peers() throws IOException {
        for (String adapter : List.of("pubsub", "streams")) {
            for (String counting : List.of("fetchSockets", "counter")) {
                try (KilledCluster peers = new NodePeers(root, SIZE, adapter, counting)) {
                    count("Node, " + adapter + " adapter, " + counting, peers);
                }
            }
        }
    }

    private record Product(Nodes nodes) implements KilledCluster {

        @Override
        public CompletableFuture<Watcher> join(int node) {
            return Watcher.join(nodes, node, AUCTION);
        }

        @Override
        public int count(int node) throws IOException {
            return nodes.viewers(node, AUCTION);
        }

        @Override
        public void kill(int node) {
            nodes.kill(node);
        }

        @Override
        public void close() throws IOException {
            nodes.close();
        }
    }

    // ---- the count

    private void count(String name, KilledCluster cluster) throws IOException {
        List<CompletableFuture<Watcher>> joining = new ArrayList<>();
        for (int node = 0; node < SIZE; node++) {
            for (int i = 0; i < sessions; i++) {
                joining.add(cluster.join(node));
            }
            joining.forEach(CompletableFuture::join);
        }
        int all = SIZE * sessions;
        int left = all - sessions;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cluster.count(0) != all && System.nanoTime() < deadline) {
            pause(Duration.ofMillis(20));
        }
        String setting = "%d servers of %d sessions".formatted(SIZE, sessions);
        table.row(name + ": count before", setting, Integer.toString(cluster.count(0)));

        cluster.kill(SIZE - 1);
        long killed = System.nanoTime();
        long wrongUntil = killed;
        long slowest = 0;
        int failed = 0;
        String last = "";
        while (System.nanoTime() - killed < TimeUnit.SECONDS.toNanos(watched)) {
            long asked = System.nanoTime();
            try {
                int count = cluster.count(0);
                last = Integer.toString(count);
                if (count != left) {
                    wrongUntil = System.nanoTime();
                }
            } catch (IOException e) {
                failed++;
                wrongUntil = System.nanoTime();
                last = "no answer";
            }
            slowest = Math.max(slowest, System.nanoTime() - asked);
            pause(Duration.ofMillis(50));
        }
        String exact = last.equals(Integer.toString(left))
                ? "%.1f s".formatted((wrongUntil - killed) / 1e9)
                : "not in %d s: %s instead of %d".formatted(watched, last, left);
        table.row(
                name + ": exact after kill -9; slowest answer; failed answers",
                setting,
                "%s; %.1f s; %d".formatted(exact, slowest / 1e9, failed));
    }

    // ---- the minutes

    /** All viewers are on nodes that survive: the kill changes only which node posts an auction's minutes. */
    private void minutes() throws IOException {
        Map<String, String> intervals = Map.of("SAMPLE_INTERVAL", "1s", "SNAPSHOT_INTERVAL", minute + "s");
        try (MinuteSink sink = new MinuteSink();
                Nodes cluster = Nodes.start(root, nodes, with(intervals, "BACKEND_API_URL", sink.url()))) {
            for (int auction = 0; auction < auctions; auction++) {
                cluster.reportExternal(auction % (nodes - 1), "takeover-" + auction, 1);
            }
            Instant killedIn = wholeMinute(sink);
            pause(Duration.between(Instant.now(), killedIn.plusSeconds(minute / 2)));
            cluster.kill(nodes - 1);
            Instant last = killedIn.plusSeconds(2L * minute);
            pause(Duration.between(Instant.now(), last.plusSeconds(minute + 20)));
            report(sink.samples(), killedIn, last);
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(name, value);
        return all;
    }

    /** Waits until a minute has been received of all auctions; the begin of the one after the next. */
    private Instant wholeMinute(MinuteSink sink) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(6L * minute + 60);
        while (sink.samples().values().stream().noneMatch(minutes -> minutes.size() == auctions)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no minute of all auctions was posted");
            }
            pause(Duration.ofMillis(100));
        }
        long now = Instant.now().getEpochSecond();
        return Instant.ofEpochSecond(now - now % minute + minute);
    }

    private void report(Map<Instant, Map<String, Integer>> samples, Instant killedIn, Instant last) {
        String setting = "%d nodes, %d auctions, minutes of %d s".formatted(nodes, auctions, minute);
        for (Instant begin = killedIn; !begin.isAfter(last); begin = begin.plusSeconds(minute)) {
            Map<String, Integer> received = samples.getOrDefault(begin, Map.of());
            int least =
                    received.values().stream().mapToInt(Integer::intValue).min().orElse(0);
            long partly =
                    received.values().stream().filter(count -> count < minute).count();
            String name = begin.equals(killedIn) ? "minute of the kill" : "minute after";
            table.row(
                    name + ": posted, not whole, samples missing at most",
                    setting,
                    Stream.of(received.size(), partly, minute - least)
                            .map(String::valueOf)
                            .reduce((one, other) -> one + ", " + other)
                            .orElseThrow());
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
