package dev.turnout.bench.analytics;

import dev.turnout.bench.report.PrintedTable;
import dev.turnout.model.ViewerSketch;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills a backend-api process over HTTP and measures it. The data set:
 *
 * <ul>
 *   <li>one auction with a snapshot in every minute of 90 days, each with all optional figures and a full sketch
 *   <li>3,000 auctions with a snapshot in every minute of the last hour, for the list with sparklines
 *   <li>10,000 auctions (those included), each of which then sends one minute with a sketch of 50 viewers
 * </ul>
 */
@Command(
        name = "scripts/bench analytics",
        description = "Measures charts, list and intake of backend-api.",
        mixinStandardHelpOptions = true)
public final class AnalyticsBench implements Callable<Integer> {

    private static final int CONNECTIONS = 64;
    private static final int REPETITIONS = 20;
    private static final int VIEWERS = 20_000;
    private static final int SMALL_AUDIENCE = 50;

    @Option(names = "--root", hidden = true, description = "The repository.")
    private Path root = Path.of(".");

    @Option(names = "--quick", description = "3 days, 300 and 1,000 auctions: shows that all works.")
    private boolean quick;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "An empty database for DATABASE_URL; without it, SQLite in a directory of its own.")
    private Optional<String> databaseUrl = Optional.empty();

    @Option(
            names = "--baseline",
            paramLabel = "JAR",
            description = "Another backend-api.jar that answers the same questions on the same data, in turns.")
    private Optional<Path> baseline = Optional.empty();

    private final PrintedTable table = new PrintedTable("measured", "data", "result");
    private final Instant now;
    private final SplittableRandom random = new SplittableRandom(1);

    private AnalyticsBench(InstantSource clock) {
        this.now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new AnalyticsBench(InstantSource.system())).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        int days = quick ? 3 : 90;
        int listed = quick ? 300 : 3_000;
        int auctions = quick ? 1_000 : 10_000;
        Path jar = root.resolve("backend-api/target/backend-api.jar");
        try (DataFolder data = DataFolder.in(root.resolve("benchmarks/target"));
                BackendProcess backend = BackendProcess.start(jar, data.path(), databaseUrl)) {
            if (baseline.isPresent()) {
                try (DataFolder link = data.sharingDatabase();
                        BackendProcess other = BackendProcess.start(baseline.get(), link.path(), databaseUrl)) {
                    charts(data, days, List.of(backend, other));
                    list(listed, List.of(backend, other));
                }
            } else {
                charts(data, days, List.of(backend));
                list(listed, List.of(backend));
            }
            intake(backend, listed, auctions);
        }
        return 0;
    }

    private void charts(DataFolder data, int days, List<BackendProcess> asked) throws IOException {
        BackendProcess backend = asked.get(0);
        int minutes = days * 24 * 60;
        create(backend, 0, 1);
        String[] sketches = sketches(VIEWERS, 64);
        double seconds = posts(
                backend,
                minutes,
                i -> "a0",
                i -> snapshot(now.minusSeconds(60L * (minutes - i)), 20_000, sketches[i % sketches.length]));
        table.row("intake of one auction", minutes + " minutes, full sketches", "%.0f/s".formatted(minutes / seconds));
        if (databaseUrl.isEmpty()) {
            table.row("database", "", "%d MB".formatted(data.databaseBytes() >> 20));
        }
        for (String range : new String[] {"1h", "24h", "7d", "30d", "90d", "all"}) {
            get(asked, "chart " + range, "/api/v1/auctions/a0/analytics/viewers?timeRange=" + range);
        }
    }

    private void list(int listed, List<BackendProcess> asked) throws IOException {
        BackendProcess backend = asked.get(0);
        create(backend, 1, listed);
        String sketch = sketches(SMALL_AUDIENCE, 1)[0];
        posts(
                backend,
                60 * (listed - 1),
                i -> "a" + (1 + i % (listed - 1)),
                i -> snapshot(now.minusSeconds(60L * (60 - i / (listed - 1))), SMALL_AUDIENCE, sketch));
        get(asked, "list of " + listed + " auctions with sparklines", "/api/v1/auctions?sparkline=true");
    }

    private void intake(BackendProcess backend, int listed, int auctions) throws IOException {
        create(backend, listed, auctions);
        String sketch = sketches(SMALL_AUDIENCE, 1)[0];
        double seconds = posts(backend, auctions, i -> "a" + i, i -> snapshot(now, SMALL_AUDIENCE, sketch));
        table.row(
                "intake of a minute", auctions + " auctions", "%.1f s, %.0f/s".formatted(seconds, auctions / seconds));
    }

    private static void create(BackendProcess backend, int from, int until) throws IOException {
        inParallel(
                backend,
                until - from,
                i -> "/api/v1/auctions",
                i -> "{\"id\":\"a%d\",\"title\":\"Auction %d\",\"enableViewerAnalytics\":true}"
                        .formatted(from + i, from + i));
    }

    private static double posts(
            BackendProcess backend, int count, IntFunction<String> auction, IntFunction<String> body)
            throws IOException {
        long start = System.nanoTime();
        inParallel(backend, count, i -> "/api/v1/auctions/" + auction.apply(i) + "/analytics/snapshot", body);
        return (System.nanoTime() - start) / 1e9;
    }

    /** At most {@link #CONNECTIONS} requests are under way at a time. */
    private static void inParallel(
            BackendProcess backend, int count, IntFunction<String> path, IntFunction<String> body) throws IOException {
        Semaphore free = new Semaphore(CONNECTIONS);
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < count && failures.isEmpty(); i++) {
            free.acquireUninterruptibly();
            backend.post(path.apply(i), body.apply(i)).whenComplete((answer, failure) -> {
                if (failure != null || answer.statusCode() / 100 != 2) {
                    failures.add(failure == null ? answer.body() : failure.toString());
                }
                free.release();
            });
        }
        free.acquireUninterruptibly(CONNECTIONS);
        if (!failures.isEmpty()) {
            throw new IOException("backend-api refused: " + failures.peek());
        }
    }

    /** Asks all of them in turns, for a row each. The first half of the requests warms up. */
    private void get(List<BackendProcess> asked, String what, String path) throws IOException {
        double[][] millis = new double[asked.size()][REPETITIONS];
        double[] first = new double[asked.size()];
        int[] bytes = new int[asked.size()];
        for (int i = 0; i < 2 * REPETITIONS; i++) {
            for (int backend = 0; backend < asked.size(); backend++) {
                long start = System.nanoTime();
                HttpResponse<String> answer = asked.get(backend).get(path);
                double took = (System.nanoTime() - start) / 1e6;
                millis[backend][i % REPETITIONS] = took;
                first[backend] = i == 0 ? took : first[backend];
                bytes[backend] = answer.body().length();
                if (answer.statusCode() != 200) {
                    throw new IOException("backend-api refused: " + answer.body());
                }
            }
        }
        for (int backend = 0; backend < asked.size(); backend++) {
            Arrays.sort(millis[backend]);
            table.row(
                    what + (backend == 0 ? "" : ", baseline"),
                    (bytes[backend] >> 10) + " KiB",
                    "%.1f ms (median of %d; least %.0f, first %.0f ms)"
                            .formatted(
                                    millis[backend][REPETITIONS / 2], REPETITIONS, millis[backend][0], first[backend]));
        }
    }

    private String[] sketches(int viewers, int count) {
        String[] sketches = new String[count];
        for (int i = 0; i < count; i++) {
            ViewerSketch sketch = new ViewerSketch();
            for (int viewer = 0; viewer < viewers; viewer++) {
                sketch.add(random.nextLong());
            }
            sketches[i] = sketch.encode();
        }
        return sketches;
    }

    private static String snapshot(Instant minute, int viewers, String sketch) {
        return """
                {"timestamp":"%s","viewerCount":%d,"avgViewers":%d,"peakViewers":%d,"minViewers":%d,"sampleCount":12,\
                "source":"bench","exactPeak":%d,"exactPeakAt":"%s","exactMin":%d,"viewerSeconds":%d,\
                "observedSeconds":60,"joins":9,"leaves":9,"uniqueViewers":%d,"uniqueSketch":"%s",\
                "sessionSeconds":{"30":3,"60":2,"300":3,"+Inf":1},"sections":{"lot-1":%d}}""".formatted(
                        minute,
                        viewers,
                        viewers,
                        viewers,
                        viewers,
                        viewers,
                        minute,
                        viewers,
                        60 * viewers,
                        viewers,
                        sketch,
                        viewers);
    }
}
