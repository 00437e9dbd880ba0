package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollUpTest {

    @Test
    void asManyPointsAsAllowedAreLeftAlone() {
        RollUp rollUp = new RollUp(3);
        List<Snapshot> minutes = List.of(steady(0, 5), steady(1, 7), steady(9, 0));
        minutes.forEach(rollUp::add);

        assertThat(rollUp.points()).isEqualTo(minutes);
        assertThat(rollUp.resolutionSeconds()).isEqualTo(60);
    }

    @Test
    void oneMoreMergesNeighboursAndKeepsMinAvgAndMax() {
        RollUp rollUp = new RollUp(3);
        rollUp.add(Minutes.of(NOON, 8, 4, 9, 1, 12));
        rollUp.add(Minutes.of(NOON.plusSeconds(60), 6, 5, 7, 2, 11));
        rollUp.add(Minutes.of(NOON.plusSeconds(120), 3, 6, 8, 3, 1));
        rollUp.add(steady(7, 20));

        assertThat(rollUp.resolutionSeconds()).isEqualTo(300);
        assertThat(rollUp.points())
                .containsExactly(
                        // (4·12 + 5·11 + 6·1) / 24 = 4.54
                        Minutes.of(NOON, 3, 5, 9, 1, 24), Minutes.of(NOON.plusSeconds(300), 20, 20, 20, 20, 12));
    }

    @Test
    void theAverageIsRoundedHalfUp() {
        RollUp rollUp = new RollUp(1);
        rollUp.add(steady(0, 4));
        rollUp.add(steady(1, 5));

        assertThat(rollUp.points()).extracting(Snapshot::avgViewers).containsExactly(5);
    }

    @Test
    void theTwoPartsOfAMinuteThatTwoSourcesSawAreOnePoint() {
        RollUp rollUp = new RollUp(1_500);
        rollUp.add(Minutes.of(NOON, 10, 10, 12, 8, 7));
        rollUp.add(Minutes.of(NOON, 2, 1, 2, 0, 5));

        // (10·7 + 1·5) / 12 = 6.25
        assertThat(rollUp.points()).containsExactly(Minutes.of(NOON, 2, 6, 12, 0, 12));
    }

    @Test
    void aLongGapStaysAGap() {
        RollUp rollUp = new RollUp(10);
        for (int minute = 0; minute < 30; minute++) {
            rollUp.add(steady(minute, 5));
            rollUp.add(steady(minute, 5));
        }
        rollUp.add(steady(600, 5));

        assertThat(rollUp.points())
                .extracting(Snapshot::timestamp)
                .containsExactly(
                        NOON,
                        NOON.plusSeconds(300),
                        NOON.plusSeconds(600),
                        NOON.plusSeconds(900),
                        NOON.plusSeconds(1_200),
                        NOON.plusSeconds(1_500),
                        NOON.plusSeconds(36_000));
    }

    @Test
    void whatOneOfThemDoesNotKnowTheWholeDoesNotKnow() {
        RollUp rollUp = new RollUp(1);
        rollUp.add(Minute.steady(0, 5)
                .exactPeak(6, NOON)
                .exactMin(4)
                .watched(300)
                .joins(3)
                .leaves(1)
                .snapshot());
        rollUp.add(Minute.steady(1, 5)
                .exactPeak(9, NOON.plusSeconds(77))
                .exactMin(2)
                .watched(301.5)
                .leaves(4)
                .snapshot());

        Snapshot point = rollUp.points().get(0);
        assertThat(point.exactPeak()).isEqualTo(9);
        assertThat(point.exactPeakAt()).isEqualTo(NOON.plusSeconds(77));
        assertThat(point.exactMin()).isEqualTo(2);
        assertThat(point.viewerSeconds()).isEqualTo(601.5);
        assertThat(point.joins()).isNull();
        assertThat(point.leaves()).isEqualTo(5);
    }

    @Test
    void whoIsThereInTwoMinutesIsOneViewer() {
        RollUp rollUp = new RollUp(1);
        rollUp.add(seenBy(0, 3, 1, 2, 3));
        assertThat(rollUp.points().get(0).uniqueViewers())
                .as("told, not estimated")
                .isEqualTo(3);
        rollUp.add(seenBy(1, 2, 3, 4));
        rollUp.add(seenBy(2, 2, 4, 5));

        assertThat(rollUp.points().get(0).uniqueViewers()).isEqualTo(5);
    }

    @Test
    void theWholeIsNeverLessThanAPart() {
        RollUp rollUp = new RollUp(1);
        rollUp.add(seenBy(0, 40, 1, 2, 3));
        rollUp.add(seenBy(1, 2, 1, 2));

        assertThat(rollUp.points().get(0).uniqueViewers()).isEqualTo(40);
    }

    @Test
    void withoutASketchOrWithOneThatCannotBeReadNobodyKnowsHowManyDiffered() {
        for (String sketch : new String[] {null, "c2s=", "%%%"}) {
            RollUp rollUp = new RollUp(1);
            rollUp.add(seenBy(0, 3, 1, 2, 3));
            rollUp.add(Minutes.withSketch(1, 2, sketch));
            rollUp.add(seenBy(2, 2, 4, 5));

            assertThat(rollUp.points().get(0).uniqueViewers()).as(sketch).isNull();
        }
    }

    private static Snapshot seenBy(int minute, int unique, long... viewers) {
        ViewerSketch sketch = new ViewerSketch();
        LongStream.of(viewers).forEach(viewer -> sketch.add(viewer * 0x9E37_79B9_7F4A_7C15L));
        return Minutes.withSketch(minute, unique, sketch.encode());
    }

    @Test
    void ninetyDaysOfMinutesFit() {
        RollUp rollUp = new RollUp(1_500);
        for (int minute = 0; minute < 90 * 24 * 60; minute++) {
            rollUp.add(steady(minute, minute % 1_000));
        }

        assertThat(rollUp.points()).hasSizeBetween(1_000, 1_500);
        assertThat(rollUp.resolutionSeconds()).isEqualTo(7_200);
    }

    /** Against the plainest way: for each width, group everything, and take the first width that is few enough. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void itIsWhatGroupingEverythingAtOnceGives(long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(60);
        List<Snapshot> snapshots = randomMinutes(random);
        RollUp rollUp = new RollUp(most);
        snapshots.forEach(rollUp::add);

        assertThat(rollUp.points()).isEqualTo(naively(snapshots, most));
        assertThat(rollUp.points()).hasSizeLessThanOrEqualTo(most);
    }

    private static List<Snapshot> randomMinutes(Random random) {
        List<Snapshot> snapshots = new ArrayList<>();
        long second = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() / 60 * 60;
        int count = 1 + random.nextInt(800);
        for (int i = 0; i < count; i++) {
            int step = random.nextInt(100);
            second += step < 10 ? 0 : step < 95 ? 60 : 60L * random.nextInt(5_000);
            snapshots.add(randomSnapshot(random, Instant.ofEpochSecond(second)));
        }
        return snapshots;
    }

    private static Snapshot randomSnapshot(Random random, Instant timestamp) {
        int min = random.nextInt(1_000);
        int avg = min + random.nextInt(100);
        int peak = avg + random.nextInt(100);
        Minute minute =
                new Minute(timestamp, min + random.nextInt(peak - min + 1), avg, peak, min, 1 + random.nextInt(12));
        if (random.nextInt(10) == 0) {
            return minute.snapshot();
        }
        return minute.exactPeak(peak + random.nextInt(3), timestamp.plusMillis(random.nextInt(60_000)))
                .exactMin(Math.max(0, min - random.nextInt(3)))
                .watched(random.nextInt(100_000))
                .joins(random.nextInt(50))
                .leaves(random.nextInt(50))
                .snapshot();
    }

    private static List<Snapshot> naively(List<Snapshot> snapshots, int most) {
        LongStream nice =
                LongStream.of(1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800);
        LongStream wide = LongStream.iterate(2 * 604_800, width -> 2 * width).limit(12);
        return LongStream.concat(nice, wide)
                .mapToObj(width -> snapshots.stream()
                        .collect(Collectors.groupingBy(
                                snapshot -> snapshot.timestamp().getEpochSecond() / width * width,
                                TreeMap::new,
                                Collectors.toList())))
                .filter(groups -> groups.size() <= most)
                .findFirst()
                .orElseThrow()
                .entrySet()
                .stream()
                .map(RollUpTest::together)
                .toList();
    }

    private static Snapshot together(Map.Entry<Long, List<Snapshot>> group) {
        List<Snapshot> all = group.getValue();
        BigInteger samples =
                all.stream().map(s -> BigInteger.valueOf(s.sampleCount())).reduce(BigInteger.ZERO, BigInteger::add);
        BigDecimal weighted = all.stream()
                .map(s -> BigDecimal.valueOf(s.avgViewers()).multiply(BigDecimal.valueOf(s.sampleCount())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        Minute whole = new Minute(
                Instant.ofEpochSecond(group.getKey()),
                all.get(all.size() - 1).viewerCount(),
                weighted.divide(new BigDecimal(samples), 0, RoundingMode.HALF_UP)
                        .intValueExact(),
                all.stream().mapToInt(Snapshot::peakViewers).max().orElseThrow(),
                all.stream().mapToInt(Snapshot::minViewers).min().orElseThrow(),
                samples.intValueExact());
        if (all.stream().anyMatch(s -> s.exactPeak() == null)) {
            return whole.snapshot();
        }
        Snapshot largest = all.stream()
                .min(Comparator.comparing((Snapshot s) -> s.exactPeak()).reversed())
                .orElseThrow();
        return whole.exactPeak(Objects.requireNonNull(largest.exactPeak()), largest.exactPeakAt())
                .exactMin(all.stream().mapToInt(s -> s.exactMin()).min().orElseThrow())
                .watched(all.stream().mapToDouble(s -> s.viewerSeconds()).sum())
                .joins(all.stream().mapToInt(s -> s.joins()).sum())
                .leaves(all.stream().mapToInt(s -> s.leaves()).sum())
                .snapshot();
    }
}
