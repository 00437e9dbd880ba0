package dev.turnout.bench.cluster;

import dev.turnout.bench.load.Delivered;
import dev.turnout.bench.load.Load;
import dev.turnout.bench.load.Settled;
import dev.turnout.bench.load.Tally;
import dev.turnout.bench.process.Children;
import dev.turnout.bench.process.KernelLimits;
import dev.turnout.bench.process.ProcFiles;
import dev.turnout.bench.report.PrintedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One room over many nodes of one machine: everybody joins, everybody is told the exact count, one event reaches all. A
 * process may open only so many files, hence the number of nodes, and of load processes.
 */
@Command(
        name = "scripts/bench million",
        description = "One room over many socket-servers of this machine; by default a million viewers.",
        mixinStandardHelpOptions = true)
public final class MillionBench implements Callable<Integer> {

    private static final int IN_FLIGHT = 500;
    private static final int EVENT_BYTES = 230;
    private static final Duration TIMEOUT = Duration.ofMinutes(30);
    private static final Duration UNTIL_TOLD = Duration.ofMinutes(2);

    @Option(names = "--root", hidden = true, description = "The repository.")
    private Path root = Path.of(".");

    @Option(names = "--nodes", description = "Nodes, each with a load process (${DEFAULT-VALUE}).")
    private int nodes = 55;

    @Option(names = "--per-node", description = "Sessions of each node (${DEFAULT-VALUE}).")
    private int perNode = 18_500;

    @Option(
            names = "--ping-interval",
            description =
                    "PING_INTERVAL of the nodes (${DEFAULT-VALUE}). With the 25s that are shipped a million sessions"
                            + " answer 40,000 pings a second, which is more than two cores do beside the joins.")
    private String pingInterval = "300s";

    private final PrintedTable table = new PrintedTable("measured", "result");

    public static void main(String[] args) {
        System.exit(new CommandLine(new MillionBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (perNode > KernelLimits.read().sessionsPerLoadProcess()) {
            throw new IOException("a process may open too few files for " + perNode + " sessions: see ulimit -n");
        }
        int sessions = nodes * perNode;
        try (Children children = new Children();
                Nodes servers = Nodes.start(root, nodes, Map.of("PING_INTERVAL", pingInterval));
                Load load = Load.start(children, loadCommands(servers))) {
            long emptyResident = servers.residentBytes();
            long available = ProcFiles.availableBytes();
            Duration cpu = servers.cpu();
            Tally joined = load.open(sessions, 0, IN_FLIGHT, TIMEOUT);
            table.row("sessions that joined", "%,d of %,d over %d nodes".formatted(joined.live(), sessions, nodes));
            if (!joined.firstFailure().isEmpty()) {
                table.row("first failure", joined.firstFailure());
            }
            table.row("time for all to join", seconds(Duration.ofNanos(joined.lastJoin() - joined.firstStart())));
            table.row("processor time of a join", micros(servers.cpu().minus(cpu), sessions));

            Settled settled = load.settle(joined.live(), UNTIL_TOLD);
            table.row("sessions that were told the exact count", "%,d".formatted(settled.settled()));
            table.row(
                    "the last of them after the last join",
                    seconds(Duration.ofNanos(settled.settledAt() - joined.lastJoin())));

            Delivered event = load.publish(1, EVENT_BYTES, 1, UNTIL_TOLD);
            table.row("sessions that received the event", "%,d, %d twice".formatted(event.received(), event.doubled()));
            event.millisToLast()
                    .forEach(millis -> table.row("time until the last one had it", "%.1f s".formatted(millis / 1e3)));

            table.row("resident bytes per session", perSession(servers.residentBytes() - emptyResident, sessions));
            table.row(
                    "memory of the machine per session", perSession(available - ProcFiles.availableBytes(), sessions));
            table.row("the kernel's view", socketStatistics());
        }
        return 0;
    }

    private List<List<String>> loadCommands(Nodes servers) {
        Path program = root.resolve("benchmarks/target/native/load");
        return IntStream.range(0, nodes)
                .mapToObj(node -> servers.loadCommand(program, node))
                .toList();
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1e3);
    }

    private static String micros(Duration cpu, int sessions) {
        return "%.0f µs, heartbeats included".formatted(cpu.toNanos() / 1e3 / sessions);
    }

    private static String perSession(long bytes, int sessions) {
        return "%,d".formatted(bytes / sessions);
    }

    /** Sockets and the pages of their buffers, of both ends. */
    private static String socketStatistics() throws IOException {
        return ProcFiles.read("/proc/net/sockstat")
                .lines()
                .filter(line -> line.startsWith("TCP:"))
                .findFirst()
                .orElse("");
    }
}
