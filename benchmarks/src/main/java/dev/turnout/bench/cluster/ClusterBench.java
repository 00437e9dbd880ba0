package dev.turnout.bench.cluster;

import dev.turnout.bench.report.PrintedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures several socket-servers on one Redis:
 *
 * <ul>
 *   <li>an idle cluster with many rooms: processor time per node, commands of Redis per second
 *   <li>the same with sessions, on which the commands must not depend
 *   <li>how much later an event reaches the last session on another node than the last one on its own
 *   <li>processor time per delivered event, beside that of as many servers without Redis to which the event is published one by
 *       one: so many processes that share the processors cost more than one, whether they are a cluster or not
 * </ul>
 *
 * <p>Load and nodes share the machine, so times are upper bounds.
 */
@Command(
        name = "scripts/bench cluster",
        description = "Measures several socket-servers on one Redis.",
        mixinStandardHelpOptions = true)
public final class ClusterBench implements Callable<Integer> {

    /** Nodes to which events are published. */
    private static final int SIZE = 3;

    /** Per node: so few that the delay is that of the cluster, not of the processor that all nodes share. */
    private static final int FEW_SESSIONS = 50;

    /** An idle server is one that has been running for a while: its code is compiled then. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final String AUCTION = "bench";
    private static final String PADDING = "x".repeat(170);

    @Option(names = "--root", hidden = true, description = "The repository.")
    private Path root = Path.of(".");

    @Option(names = "--nodes", description = "Nodes of the idle cluster (${DEFAULT-VALUE}).")
    private int idleNodes = 8;

    @Option(names = "--rooms", description = "Rooms of the idle cluster (${DEFAULT-VALUE}).")
    private int rooms = 1_000;

    @Option(names = "--sessions", description = "Sessions per node while events are published (${DEFAULT-VALUE}).")
    private int sessions = 1_000;

    @Option(names = "--seconds", description = "How long each state is observed (${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(names = "--events", description = "Events published (${DEFAULT-VALUE}).")
    private int events = 200;

    private final PrintedTable table = new PrintedTable("measured", "setting", "result");

    public static void main(String[] args) {
        System.exit(new CommandLine(new ClusterBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        idle();
        double apart = deliveries(sessions, false);
        double cluster = deliveries(sessions, true);
        table.row("cluster beside servers apart", "processor time per delivery", "%.2f".formatted(cluster / apart));
        deliveries(FEW_SESSIONS, true);
        return 0;
    }

    private void idle() throws IOException {
        try (Nodes nodes = Nodes.start(root, idleNodes)) {
            for (int room = 0; room < rooms; room++) {
                nodes.reportExternal(room % idleNodes, "idle-" + room, 1 + room);
            }
            pause(WARM_UP);
            String setting = "%d nodes, %d rooms, %%d sessions".formatted(idleNodes, rooms);
            observe(nodes, setting.formatted(0));
            join(nodes, idleNodes, sessions / 2);
            pause(Duration.ofSeconds(3));
            observe(nodes, setting.formatted(idleNodes * (sessions / 2)));
        }
    }

    private void observe(Nodes nodes, String setting) throws IOException {
        Duration cpu = nodes.cpu();
        long commands = nodes.redisCommands();
        pause(Duration.ofSeconds(seconds));
        double spent = nodes.cpu().minus(cpu).toMillis() / 10.0 / seconds / idleNodes;
        table.row("idle: of a core per node", setting, "%.2f %%".formatted(spent));
        table.row(
                "idle: Redis commands per second",
                setting,
                "%.1f".formatted((nodes.redisCommands() - commands) / (double) seconds));
    }

    private static List<List<Watcher>> join(Nodes nodes, int size, int perNode) {
        List<List<Watcher>> all = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            List<Watcher> joined = new ArrayList<>();
            while (joined.size() < perNode) {
                List<CompletableFuture<Watcher>> joining = new ArrayList<>();
                for (int i = 0; i < Math.min(100, perNode - joined.size()); i++) {
                    joining.add(Watcher.join(nodes, node, AUCTION));
                }
                joining.forEach(each -> joined.add(each.join()));
            }
            all.add(joined);
        }
        return all;
    }

    /** Microseconds of processor time per delivered event. */
    private double deliveries(int perNode, boolean together) throws IOException {
        try (Nodes nodes = together ? Nodes.start(root, SIZE) : Nodes.startApart(root, SIZE)) {
            List<List<Watcher>> watchers = join(nodes, SIZE, perNode);
            publish(nodes, watchers, 0, events / 4);
            pause(Duration.ofSeconds(2));
            Duration cpu = nodes.cpu();
            publish(nodes, watchers, events / 4, events);
            double micros = nodes.cpu().minus(cpu).toNanos() / 1000.0 / ((double) events * SIZE * perNode);
            String setting = "%d %s, %d sessions each, 5 events a second"
                    .formatted(SIZE, together ? "nodes" : "servers apart", perNode);
            table.row("processor time per delivered event", setting, "%.2f µs".formatted(micros));
            if (together) {
                delays(watchers, setting);
            }
            return micros;
        }
    }

    private void publish(Nodes nodes, List<List<Watcher>> watchers, int first, int count) throws IOException {
        for (int event = first; event < first + count; event++) {
            nodes.publish(AUCTION, "{\"n\":" + event + ",\"p\":\"" + PADDING + "\"}");
            pause(Duration.ofMillis(200));
        }
        int expected = first + count;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (watchers.stream().flatMap(List::stream).anyMatch(watcher -> watcher.events() < expected)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("events were lost");
            }
            pause(Duration.ofMillis(20));
        }
    }

    /** Of the last session of each other node, after the last session of the node that published. */
    private void delays(List<List<Watcher>> watchers, String setting) {
        List<Long> late = new ArrayList<>();
        for (int event = events / 4; event < events / 4 + events; event++) {
            long own = last(watchers.get(0), event);
            for (List<Watcher> others : watchers.subList(1, watchers.size())) {
                late.add(Math.max(0, last(others, event) - own));
            }
        }
        long[] sorted = late.stream().mapToLong(Long::longValue).sorted().toArray();
        table.row(
                "event on another node later by",
                setting,
                "p50 %.1f ms, p99 %.1f ms".formatted(at(sorted, 50), at(sorted, 99)));
    }

    private static long last(List<Watcher> watchers, int event) {
        return watchers.stream()
                .mapToLong(watcher -> watcher.receivedAt(event))
                .max()
                .orElseThrow();
    }

    private static double at(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
