package dev.turnout.acceptance.soak;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the soak of the product for a given time; exits with 1 and a list when a promise was broken. */
@Command(
        name = "scripts/soak --product",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Runs both servers from their jars, with viewers that come, go, lose their connections and recover,"
                        + " publishers, and SIGKILLs of either server. Checks at each quiet point that every count is exact and"
                        + " every event arrived once, and at the end that every minute is stored once. Reports once a minute.")
public final class ProductSoak implements Callable<Integer> {

    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration CHURN = Duration.ofSeconds(24);

    @Option(
            names = {"--minutes", "--duration"},
            defaultValue = "60",
            description = "how long, in minutes")
    private double minutes;

    @Option(
            names = {"--viewers", "--sessions"},
            defaultValue = "60",
            description = "clients that come and go")
    private int viewers;

    @Option(names = "--seed", defaultValue = "1", description = "of what clients and kills do")
    private long seed;

    public static void main(String... args) {
        System.exit(new CommandLine(new ProductSoak()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Console.say(viewers + " viewers, " + minutes + " minutes, seed " + seed);
        try (SoakRun run = new SoakRun(new SoakRun.Plan(viewers, seed, SAMPLE, MINUTE, CHURN))) {
            run.begin();
            rounds(run);
            run.end();
            run.report(Console::say);
            Console.say(run.minutes() + " minutes stored");
            int violations = run.violations().count();
            Console.say(violations == 0 ? "PASSED" : "FAILED: " + violations + " violations");
            return violations == 0 ? 0 : 1;
        }
    }

    private void rounds(SoakRun run) throws InterruptedException {
        long start = System.nanoTime();
        long reported = start;
        while (System.nanoTime() - start < (long) (minutes * MINUTE.toNanos())) {
            run.round();
            if (System.nanoTime() - reported > MINUTE.toNanos()) {
                reported = System.nanoTime();
                run.report(Console::say);
            }
        }
    }
}
