package dev.turnout.socket.simulation;

import dev.turnout.socket.simulation.Simulation.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/simulate}: runs histories of one seed after another, and describes those that break a promise. */
@Command(
        name = "scripts/simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs many nodes in virtual time, with kills, pauses, partitions, clock jumps, and every fault of Redis, disk and"
                    + " backend, and checks what the product promises. Everything follows from the seed.",
            "Of a history that breaks a promise the shortest form is printed that still does."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all promises were kept", "1:a promise was broken", "2:the arguments are wrong"})
public final class Simulate implements Callable<Integer> {

    private static final long PROGRESS_NANOS = 5_000_000_000L;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the first run (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--nodes", defaultValue = "5", description = "nodes of a cluster (${DEFAULT-VALUE})")
    private int nodes;

    @Option(names = "--minutes", defaultValue = "5", description = "simulated minutes with faults (${DEFAULT-VALUE})")
    private int minutes;

    @Option(names = "--runs", defaultValue = "200", description = "runs, each with the next seed (${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--seconds",
            defaultValue = "0",
            description = "end after this time, however many runs were asked for; 0 for no such end")
    private int seconds;

    @Option(names = "--full", description = "print the whole history instead of its shortest form")
    private boolean full;

    private Simulate() {}

    public static void main(String[] arguments) {
        SilentLogs logs = new SilentLogs();
        int code = new CommandLine(new Simulate()).execute(arguments);
        logs.close();
        System.exit(code);
    }

    @Override
    public Integer call() {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        if (nodes < 1 || nodes > 100 || minutes < 1 || runs < 1 || seconds < 0) {
            throw new CommandLine.ParameterException(
                    commandLine, "--nodes is 1 to 100; --minutes and --runs are at least 1");
        }
        PrintWriter out = commandLine.getOut();
        PrintWriter err = commandLine.getErr();
        long begun = System.nanoTime();
        long nextProgress = begun + PROGRESS_NANOS;
        double nodeMinutes = 0;
        int broken = 0;
        int done = 0;
        while (done < runs && (seconds == 0 || System.nanoTime() - begun < seconds * 1_000_000_000L)) {
            History history = History.of(seed + done, nodes, minutes);
            Outcome outcome = Simulation.run(history, Mutation.NONE);
            done++;
            nodeMinutes += outcome.nodeMinutes();
            if (!outcome.isGood()) {
                broken++;
                out.println(report(history, outcome));
                out.flush();
            }
            if (System.nanoTime() > nextProgress) {
                nextProgress += PROGRESS_NANOS;
                err.printf(Locale.ROOT, "%d runs, %.0f node-minutes, %d broken%n", done, nodeMinutes, broken);
                err.flush();
            }
        }
        out.printf(
                Locale.ROOT,
                "%d runs of %d nodes, %.0f node-minutes simulated in %.0f s; %d broke a promise%n",
                done,
                nodes,
                nodeMinutes,
                (System.nanoTime() - begun) / 1e9,
                broken);
        return broken == 0 ? 0 : 1;
    }

    private String report(History history, Outcome outcome) {
        History shown = full ? history : Shrinker.shrink(history, Mutation.NONE);
        Outcome last = full ? outcome : Simulation.run(shown, Mutation.NONE);
        return "seed " + history.seed() + " breaks a promise:\n"
                + shown.describe() + "\n"
                + last.verdict().map(Object::toString).orElse("") + "  <-- broken\n"
                + "again: scripts/simulate --seed " + history.seed() + " --nodes " + nodes + " --minutes " + minutes
                + " --runs 1\n";
    }
}
