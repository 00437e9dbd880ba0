package dev.turnout.bench;

import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.peer.Workbench;
import dev.turnout.bench.process.Children;
import dev.turnout.bench.process.KernelLimits;
import dev.turnout.bench.process.Tool;
import dev.turnout.bench.report.Machine;
import dev.turnout.bench.report.Standing;
import dev.turnout.bench.scenario.Scenario;
import dev.turnout.bench.scenario.SelfCheck;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Measures Turnout beside other servers, see {@code benchmarks/README.md}. */
@Command(
        name = "scripts/bench",
        description = "Measures Turnout beside other servers, by turns, each alone on one core.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Scenarios: fanout, storm, idle (these three unless others are named), viewers, lobby, http-viewers,",
            "viewer-list, sessions.",
            "With options of their own, see --help of each: analytics, cluster, takeover, million; and tls.",
            "Peers: floor, turnout, socket-server, netty-socketio, netty-socketio-interval, node, node-interval.",
            "A table goes to stdout and, with all figures, into benchmarks/results/.",
            "Exit status: 0 done, 1 failed, 2 wrong arguments, 3 this machine's limits are too low."
        })
public final class BenchMain implements Callable<Integer> {

    private static final int LIMITS_TOO_LOW = 3;

    private final InstantSource clock;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchOptions options;

    private BenchMain(InstantSource clock) {
        this.clock = clock;
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain(InstantSource.system()))
                .setParameterExceptionHandler((e, line) -> {
                    say(e.getMessage() + "\nscripts/bench --help lists what there is");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, line, result) -> {
                    boolean foreseen = e instanceof IOException || e instanceof PeerFailure;
                    say("failed: " + (foreseen ? e.getMessage() : e));
                    return ExitCode.SOFTWARE;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, PeerFailure {
        List<Scenario> scenarios = options.scenarios();
        List<Peer> peers = options.peers(scenarios);
        KernelLimits limits = KernelLimits.read();
        if (tooLow(limits, scenarios)) {
            return LIMITS_TOO_LOW;
        }
        try (Children children = new Children()) {
            Workbench bench = options.workbench(children);
            // This process itself belongs to the side of the load.
            Tool.bindThisProcess(bench.loadCore());
            say("checking the load generator against a server that is wrong on purpose");
            new SelfCheck(bench).run();
            Contest contest =
                    new Contest(bench, peers, options.rounds(), limits.sessionsPerLoadProcess(), BenchMain::say);
            List<Standing> standings = new ArrayList<>();
            for (Scenario scenario : scenarios) {
                standings.add(contest.run(scenario));
            }
            Results results = new Results(
                    clock.instant(), Machine.read(bench.java()), bench.jvmFlags(), options.rounds(), standings);
            System.out.print(results.markdown());
            say("all figures: " + bench.root().relativize(results.save(bench.results())));
        }
        return ExitCode.OK;
    }

    private boolean tooLow(KernelLimits limits, List<Scenario> scenarios) {
        int sessions = scenarios.stream().mapToInt(Scenario::sessions).max().orElse(0);
        limits.slowingDown(sessions, options.inFlight()).forEach(text -> say("note: " + text));
        List<String> missing = limits.inTheWayOf(sessions);
        if (!missing.isEmpty()) {
            say("%,d sessions do not fit on this machine as it is set up:".formatted(sessions));
            missing.forEach(text -> say("  - " + text));
        }
        return !missing.isEmpty();
    }

    static void say(String text) {
        System.err.println(text);
    }
}
