package dev.turnout.engine.soak;

import dev.turnout.engine.leaks.LeakReports;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the soak for a given time; exits with 1 and a list when an event was lost or doubled, or a resource leaked. */
@Command(
        name = "scripts/soak",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Lets a crowd come, go, drop, upgrade and recover while several threads publish, and checks every"
                + " delivery and, at each quiet point, every count. Says how it goes once a minute.")
public final class Soak implements Callable<Integer> {

    private static final Duration CHURN = Duration.ofSeconds(12);

    @Option(
            names = {"--minutes", "--duration"},
            defaultValue = "60",
            description = "how long, in minutes")
    private double minutes;

    @Option(names = "--sessions", defaultValue = "150", description = "clients that come and go")
    private int sessions;

    @Option(names = "--seed", defaultValue = "1", description = "of what the clients decide")
    private long seed;

    private final LeakReports leaks = new LeakReports();

    public static void main(String... args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        leaks.begin();
        try (SoakRun run = new SoakRun(sessions, seed)) {
            run.begin();
            rounds(run);
            run.end();
            leaks.collect().forEach(run.violations()::add);
            run.report(Soak::say);
            say(
                    run.violations().count() == 0
                            ? "PASSED"
                            : "FAILED: " + run.violations().count() + " violations");
            return run.violations().count() == 0 ? 0 : 1;
        }
    }

    private void rounds(SoakRun run) throws InterruptedException {
        long start = System.nanoTime();
        long nanos = (long) (minutes * Duration.ofMinutes(1).toNanos());
        long reported = start;
        say(sessions + " clients, " + minutes + " minutes, seed " + seed);
        while (System.nanoTime() - start < nanos) {
            run.round(CHURN);
            if (System.nanoTime() - reported > Duration.ofMinutes(1).toNanos()) {
                reported = System.nanoTime();
                run.report(Soak::say);
            }
        }
    }

    private static void say(String what) {
        System.out.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + "  " + what);
    }
}
