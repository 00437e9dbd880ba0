package dev.turnout.acceptance.soak;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the soak of a cluster for a given time; exits with 1 and a list when a promise was broken. */
@Command(
        name = "scripts/soak --cluster",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Runs socket-servers behind HAProxy (deploy/proxy, with TLS), on a real Redis, with one backend-api."
                        + " Clients stay connected, by WebSocket and polling, and events are published, while nodes are killed, paused"
                        + " and restarted, connections and subscriptions are lost, and Redis is flushed, killed and unreachable."
                        + " Checks after each fault that every count is exact at every node and client and every event arrived"
                        + " once and in order, and at the end that every minute is stored once and complete.")
public final class ClusterSoak implements Callable<Integer> {

    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration ABSENCE = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN_SPREAD = Duration.ofSeconds(5);

    @Option(names = "--minutes", defaultValue = "10", description = "how long, in minutes; each fault once at least")
    private double minutes;

    @Option(names = "--nodes", defaultValue = "8", description = "socket-servers")
    private int nodes;

    @Option(names = "--clients", defaultValue = "2000", description = "clients, each with an address of its own")
    private int clients;

    @Option(names = "--auctions", defaultValue = "8", description = "auctions that the clients watch")
    private int auctions;

    @Option(names = "--event-millis", defaultValue = "1000", description = "time between two events of an auction")
    private long eventMillis;

    @Option(names = "--within", defaultValue = "20", description = "seconds until all counts are exact after a fault")
    private long within;

    @Option(names = "--faults", split = ",", description = "only these, in this order: ${COMPLETION-CANDIDATES}")
    private List<ClusterFault> faults = List.of(ClusterFault.values());

    @Option(names = "--seed", defaultValue = "1", description = "of what happens to which node")
    private long seed;

    public static void main(String... args) {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE); // which prints no debug messages
        System.exit(new CommandLine(new ClusterSoak()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("turnout-soak-");
        Console.say(nodes + " nodes, " + clients + " clients, " + minutes + " minutes, seed " + seed + "; files are in "
                + folder);
        int violations;
        try (ClusterSoakRun run = new ClusterSoakRun(plan(folder), Console::say)) {
            Runtime.getRuntime().addShutdownHook(new Thread(run::close));
            long start = System.nanoTime();
            run.begin();
            do {
                run.round(faults);
            } while (System.nanoTime() - start < (long) (minutes * MINUTE.toNanos()));
            run.end();
            violations = run.violations().count();
        }
        if (violations > 0) {
            Console.say("FAILED: " + violations + " violations; logs and data are in " + folder);
            return 1;
        }
        delete(folder);
        Console.say("PASSED");
        return 0;
    }

    private ClusterPlan plan(Path folder) {
        return new ClusterPlan(
                nodes,
                clients,
                auctions,
                seed,
                SAMPLE,
                MINUTE,
                Duration.ofMillis(eventMillis),
                OUTAGE,
                Duration.ofSeconds(within),
                SHUTDOWN_SPREAD,
                ABSENCE,
                true,
                folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
