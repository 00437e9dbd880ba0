package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans read through roll-ups equal the sum of their snapshots. The data: twelve days of minutes with gaps. */
class SpanReaderTest {

    private static final AuctionId RED = new AuctionId("red");
    private static final int MINUTES = 12 * 24 * 60;

    @TempDir
    static Path folder = Path.of("");

    private static final List<Snapshot> stored = new ArrayList<>();
    private static Storage storage;

    @BeforeAll
    static void fill() {
        storage = new SqliteStorage(folder);
        storage.start();
        storage.addAuction(Auction.scheduled(RED, "Red", true, NOON), "ann");
        Random random = new Random(1);
        for (int minute = 0; minute < MINUTES; minute++) {
            boolean gap = minute % 1_000 < 100;
            if (!gap) {
                ViewerSketch sketch = new ViewerSketch();
                sketch.add((1 + random.nextInt(5_000)) * 0x9E37_79B9_7F4A_7C15L);
                stored.add(Minute.steady(minute, random.nextInt(900))
                        .source("run-" + minute / 5_000)
                        .joins(random.nextInt(9))
                        .unique(1, sketch.encode())
                        .snapshot());
            }
        }
        store(RED, stored);
    }

    private static void store(AuctionId auction, List<Snapshot> snapshots) {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        CompletableFuture.allOf(snapshots.stream()
                        .map(snapshot -> CompletableFuture.runAsync(() -> storage.store(auction, snapshot), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        threads.shutdown();
    }

    @AfterAll
    static void close() {
        storage.close();
        stored.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void aSpanEqualsTheSumOfItsSnapshots(int seed) {
        Random random = new Random(seed);
        int scale = IntStream.of(60, 3_600, 86_400, 86_400 * 12).toArray()[seed % 4];
        Instant from = NOON.plusSeconds(random.nextInt(1 + MINUTES * 60 - scale));
        Period period = new Period(from, from.plusSeconds(1 + random.nextInt(2 * scale)));

        assertEqualsSnapshots(period);
    }

    @Test
    void theWholeTimeIsReadFromRollUpsWithAtMostFifteenHundredPoints() {
        SpanReader.Span span = assertEqualsSnapshots(Period.ALWAYS);

        assertThat(span.resolutionSeconds()).isEqualTo(3_600);
        assertThat(span.points()).hasSizeBetween(200, 1_500);
        assertThat(span.points())
                .allSatisfy(point -> assertThat(point.uniqueViewers()).isNotNull());
    }

    @Test
    void aDayHasAPointForEachMinuteWithItsUniqueViewers() {
        SpanReader.Span span =
                assertEqualsSnapshots(new Period(NOON.plus(Duration.ofDays(3)), NOON.plus(Duration.ofDays(4))));

        assertThat(span.resolutionSeconds()).isEqualTo(60);
        assertThat(span.points())
                .allSatisfy(point -> assertThat(point.uniqueViewers()).isEqualTo(1));
    }

    @Test
    void threeDaysOfManyServersAreReadFromRollUps() {
        AuctionId blue = new AuctionId("blue");
        storage.addAuction(Auction.scheduled(blue, "Blue", true, NOON), "ann");
        Duration span = Duration.ofDays(3);
        store(
                blue,
                IntStream.range(0, 3 * (int) span.toMinutes())
                        .mapToObj(i -> Minute.steady(i / 3, 7)
                                .source("server-" + i % 3)
                                .snapshot())
                        .toList());

        SpanReader.Span read = new SpanReader(storage).read(blue, new Period(NOON, NOON.plus(span)));

        assertThat(read.resolutionSeconds()).isEqualTo(3_600);
        assertThat(read.points()).hasSize(72);
    }

    private static SpanReader.Span assertEqualsSnapshots(Period period) {
        SpanReader.Span span = new SpanReader(storage).read(RED, period);
        List<Snapshot> inside = stored.stream()
                .filter(snapshot -> !snapshot.timestamp().isBefore(period.from())
                        && snapshot.timestamp().isBefore(period.until()))
                .sorted(Comparator.comparing(Snapshot::timestamp))
                .toList();
        Aggregate expected = Minutes.sum(inside);
        assertThat(span.total()).usingRecursiveComparison().isEqualTo(expected);
        assertThat(span.points().stream().mapToLong(Point::sampleCount).sum())
                .isEqualTo(expected == null ? 0 : expected.samples());
        assertThat(Summary.of(span.total())).isEqualTo(Summary.of(expected));
        return span;
    }
}
