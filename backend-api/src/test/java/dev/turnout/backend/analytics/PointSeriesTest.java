package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static dev.turnout.backend.analytics.Minutes.series;
import static dev.turnout.backend.analytics.Minutes.steady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointSeriesTest {

    @Test
    void asManyPointsAsAllowedAreNotMerged() {
        PointSeries series = series(3, List.of(steady(0, 5), steady(1, 7), steady(9, 0)));

        assertThat(series.points()).extracting(Point::viewerCount).containsExactly(5, 7, 0);
        assertThat(series.resolutionSeconds()).isEqualTo(60);
    }

    @Test
    void onePointMoreMergesNeighboursAndKeepsMinAvgAndMax() {
        PointSeries series = series(
                3,
                List.of(
                        Minutes.of(NOON, 8, 4, 9, 1, 12),
                        Minutes.of(NOON.plusSeconds(60), 6, 5, 7, 2, 11),
                        Minutes.of(NOON.plusSeconds(120), 3, 6, 8, 3, 1),
                        steady(7, 20)));

        assertThat(series.resolutionSeconds()).isEqualTo(300);
        Point merged = series.points().get(0);
        assertThat(merged.timestamp()).isEqualTo(NOON);
        assertThat(merged.avgViewers()).as("(4·12 + 5·11 + 6·1) / 24 = 4.54").isEqualTo(5);
        assertThat(List.of(merged.viewerCount(), merged.peakViewers(), merged.minViewers()))
                .containsExactly(3, 9, 1);
        assertThat(series.points().get(1).timestamp()).isEqualTo(NOON.plusSeconds(300));
    }

    @Test
    void theAverageIsRoundedHalfUp() {
        assertThat(series(1, List.of(steady(0, 4), steady(1, 5))).points())
                .extracting(Point::avgViewers)
                .containsExactly(5);
    }

    @Test
    void thePartsOfAMinuteFromTwoSourcesAreOnePoint() {
        List<Point> points = series(1_500, List.of(Minutes.of(NOON, 10, 10, 12, 8, 7), Minutes.of(NOON, 2, 1, 2, 0, 5)))
                .points();

        assertThat(points).hasSize(1);
        assertThat(points.get(0).avgViewers()).as("(10·7 + 1·5) / 12 = 6.25").isEqualTo(6);
        assertThat(points.get(0).viewerCount()).isEqualTo(2);
    }

    @Test
    void aLongGapRemainsAGap() {
        List<Snapshot> minutes = new ArrayList<>();
        IntStream.range(0, 30).forEach(minute -> minutes.add(steady(minute, 5)));
        minutes.add(steady(600, 5));

        assertThat(series(10, minutes).points())
                .extracting(point -> point.timestamp().getEpochSecond() - NOON.getEpochSecond())
                .containsExactly(0L, 300L, 600L, 900L, 1_200L, 1_500L, 36_000L);
    }

    @Test
    void aFigureThatOneSnapshotLacksIsAbsent() {
        Point point = series(
                        1,
                        List.of(
                                Minute.steady(0, 5)
                                        .exactPeak(6, NOON)
                                        .exactMin(4)
                                        .watched(300)
                                        .joins(3)
                                        .leaves(1)
                                        .snapshot(),
                                Minute.steady(1, 5)
                                        .exactPeak(9, NOON.plusSeconds(77))
                                        .exactMin(2)
                                        .watched(301.5)
                                        .leaves(4)
                                        .snapshot()))
                .points()
                .get(0);

        assertThat(point.exactPeak()).isEqualTo(9);
        assertThat(point.exactPeakAt()).isEqualTo(NOON.plusSeconds(77));
        assertThat(point.exactMin()).isEqualTo(2);
        assertThat(point.viewerSeconds()).isEqualTo(601.5);
        assertThat(point.joins()).isNull();
        assertThat(point.leaves()).isEqualTo(5);
    }

    @Test
    void aViewerOfTwoMinutesIsOneViewer() {
        Snapshot first = seenBy(0, 3, 1, 2, 3);
        assertThat(series(1, List.of(first)).points().get(0).uniqueViewers()).isEqualTo(3);

        assertThat(series(1, List.of(first, seenBy(1, 2, 3, 4), seenBy(2, 2, 4, 5)))
                        .points()
                        .get(0)
                        .uniqueViewers())
                .isEqualTo(5);
    }

    @Test
    void aMergedPointHasNoFewerUniqueViewersThanAPart() {
        assertThat(series(1, List.of(seenBy(0, 40, 1, 2, 3), seenBy(1, 2, 1, 2)))
                        .points()
                        .get(0)
                        .uniqueViewers())
                .isEqualTo(40);
    }

    @Test
    void withoutASketchTheUniqueViewersOfSeveralMinutesAreUnknownUnlessNobodyWatched() {
        assertThat(uniqueWith(Minutes.withSketch(1, 2, null))).isNull();
        assertThat(uniqueWith(Minutes.withSketch(1, 2, "c2s="))).isNull();
        assertThat(uniqueWith(Minute.steady(1, 0).snapshot())).isEqualTo(3);
    }

    private static @Nullable Integer uniqueWith(Snapshot second) {
        return series(1, List.of(seenBy(0, 3, 1, 2, 3), second)).points().get(0).uniqueViewers();
    }

    private static Snapshot seenBy(int minute, int unique, long... viewers) {
        ViewerSketch sketch = new ViewerSketch();
        LongStream.of(viewers).forEach(viewer -> sketch.add(viewer * 0x9E37_79B9_7F4A_7C15L));
        return Minutes.withSketch(minute, unique, sketch.encode());
    }

    @Test
    void ninetyDaysOfMinutesFit() {
        List<Snapshot> minutes = IntStream.range(0, 90 * 24 * 60)
                .mapToObj(minute -> steady(minute, minute % 1_000))
                .toList();
        PointSeries series = series(1_500, minutes);

        assertThat(series.points()).hasSizeBetween(1_000, 1_500);
        assertThat(series.resolutionSeconds()).isEqualTo(7_200);
    }

    /** Compared with grouping everything by each width and taking the first width with few enough groups. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theResultEqualsGroupingAllAtOnce(long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(60);
        List<Snapshot> snapshots = randomMinutes(random);

        List<Point> points = series(most, snapshots).points();
        Map<Long, List<Snapshot>> groups = grouped(snapshots, most);

        assertThat(points)
                .extracting(point -> point.timestamp().getEpochSecond())
                .containsExactlyElementsOf(groups.keySet());
        int i = 0;
        for (List<Snapshot> group : groups.values()) {
            assertEqualsGroup(points.get(i++), group);
        }
    }

    private static List<Snapshot> randomMinutes(Random random) {
        List<Snapshot> snapshots = new ArrayList<>();
        long second = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
        int count = 1 + random.nextInt(800);
        for (int i = 0; i < count; i++) {
            int step = random.nextInt(100);
            second += step < 10 ? 0 : step < 95 ? 60 : 60L * random.nextInt(5_000);
            int min = random.nextInt(1_000);
            int avg = min + random.nextInt(100);
            int peak = avg + random.nextInt(100);
            snapshots.add(Minutes.of(
                    Instant.ofEpochSecond(second),
                    min + random.nextInt(peak - min + 1),
                    avg,
                    peak,
                    min,
                    1 + random.nextInt(12)));
        }
        return snapshots;
    }

    private static Map<Long, List<Snapshot>> grouped(List<Snapshot> snapshots, int most) {
        LongStream listed =
                LongStream.of(1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800);
        LongStream doubled = LongStream.iterate(2 * 604_800, width -> 2 * width).limit(12);
        return LongStream.concat(listed, doubled)
                .mapToObj(width -> snapshots.stream()
                        .collect(Collectors.groupingBy(
                                snapshot -> snapshot.timestamp().getEpochSecond() / width * width,
                                TreeMap::new,
                                Collectors.toList())))
                .filter(groups -> groups.size() <= most)
                .findFirst()
                .orElseThrow();
    }

    private static void assertEqualsGroup(Point point, List<Snapshot> group) {
        BigInteger samples =
                group.stream().map(s -> BigInteger.valueOf(s.sampleCount())).reduce(BigInteger.ZERO, BigInteger::add);
        BigDecimal weighted = group.stream()
                .map(s -> BigDecimal.valueOf(s.avgViewers()).multiply(BigDecimal.valueOf(s.sampleCount())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(point.viewerCount()).isEqualTo(group.get(group.size() - 1).viewerCount());
        assertThat(point.avgViewers())
                .isEqualTo(weighted.divide(new BigDecimal(samples), 0, RoundingMode.HALF_UP)
                        .intValueExact());
        assertThat(point.peakViewers())
                .isEqualTo(group.stream().mapToInt(Snapshot::peakViewers).max().orElseThrow());
        assertThat(point.minViewers())
                .isEqualTo(group.stream().mapToInt(Snapshot::minViewers).min().orElseThrow());
        assertThat(point.sampleCount()).isEqualTo(samples.longValueExact());
    }
}
