package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.turnout.backend.Minute;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Roll-ups equal a computation over all snapshots, after random snapshots with gaps, late arrivals, repetitions, several
 * sources of a minute, parts of a minute under one source, and deletions.
 */
public abstract class RollUpContract {

    private static final AuctionId RED = new AuctionId("red");
    private static final long START = Instant.parse("2026-05-04T22:00:00Z").getEpochSecond();
    private static final double TOLERANCE = 1e-6;

    @TempDir
    Path folder = Path.of("");

    protected abstract Storage open(Path folder);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void rollUpsEqualTheSnapshots(long seed) {
        Random random = new Random(seed);
        try (Storage storage = open(folder)) {
            storage.start();
            storage.addAuction(Auction.scheduled(RED, "Red", true, Instant.EPOCH), "ann");
            List<Snapshot> stored = new ArrayList<>();
            for (int step = 0; step < 250; step++) {
                if (random.nextInt(60) == 0) {
                    deleteSome(storage, stored, random);
                } else {
                    Snapshot snapshot = randomSnapshot(random);
                    assertThat(storage.store(RED, snapshot)).isEqualTo(storeIn(stored, snapshot));
                }
                if (step % 50 == 49) {
                    assertRollUps(storage, stored);
                }
            }
            storage.rebuildRollUps((done, total) -> assertThat(done).isEqualTo(total));
            assertRollUps(storage, stored);
        }
    }

    /** What {@link Storage#store} does, in a list. */
    private static Storage.StoreResult storeIn(List<Snapshot> stored, Snapshot arriving) {
        for (int i = 0; i < stored.size(); i++) {
            Snapshot known = stored.get(i);
            if (known.timestamp().equals(arriving.timestamp()) && Objects.equals(known.source(), arriving.source())) {
                Optional<StoredSnapshot> merged = SlotMerge.merge(asStored(known), asStored(arriving));
                if (merged.isPresent()) {
                    stored.set(i, withSketch(merged.get()));
                }
                return merged.isPresent() ? Storage.StoreResult.MERGED : Storage.StoreResult.REPEATED;
            }
        }
        stored.add(arriving);
        return Storage.StoreResult.NEW;
    }

    private static StoredSnapshot asStored(Snapshot snapshot) {
        String sketch = snapshot.uniqueSketch();
        return new StoredSnapshot(snapshot, sketch == null ? null : ViewerSketch.decode(sketch));
    }

    private static Snapshot withSketch(StoredSnapshot stored) {
        ViewerSketch sketch = stored.sketch();
        return stored.snapshot().toBuilder()
                .uniqueSketch(sketch == null ? null : sketch.encode())
                .build();
    }

    private static void deleteSome(Storage storage, List<Snapshot> stored, Random random) {
        Instant cutoff = Instant.ofEpochSecond(START + random.nextInt(20_000)).plusMillis(random.nextInt(2));
        while (storage.deleteSnapshotsBefore(cutoff, 1 + random.nextInt(10)) > 0) {
            // deletes the next portion
        }
        stored.removeIf(snapshot -> snapshot.timestamp().isBefore(cutoff));
    }

    private static Snapshot randomSnapshot(Random random) {
        int cluster = random.nextInt(3);
        long at = START + cluster * 40_000L + 60L * random.nextInt(90) + (random.nextInt(10) == 0 ? 10 : 0);
        int min = random.nextInt(50);
        int avg = min + random.nextInt(20);
        int peak = avg + random.nextInt(20);
        Minute minute = new Minute(Instant.ofEpochSecond(at), avg, avg, peak, min, 1 + random.nextInt(12))
                .source("run-" + random.nextInt(3));
        if (random.nextInt(3) > 0) {
            minute.fence(random.nextInt(3)).slots(1 + random.nextInt(15));
        }
        if (random.nextInt(50) == 0) {
            return minute.snapshot();
        }
        minute.exactPeak(peak + random.nextInt(2), Instant.ofEpochSecond(at + random.nextInt(60)))
                .exactMin(Math.max(0, min - 1))
                .observed(1 + random.nextInt(60))
                .watched(random.nextInt(1_000) / 8.0)
                .joins(random.nextInt(5))
                .leaves(random.nextInt(5))
                .unique(10, sketch(random));
        if (random.nextBoolean()) {
            minute.ended(Map.of("30", random.nextInt(5), "+Inf", 1)).sections(Map.of("lot", random.nextInt(9)));
        }
        return minute.snapshot();
    }

    private static String sketch(Random random) {
        ViewerSketch sketch = new ViewerSketch();
        for (int i = 0; i < 10; i++) {
            sketch.add((1 + random.nextInt(500)) * 0x9E37_79B9_7F4A_7C15L);
        }
        return sketch.encode();
    }

    private static void assertRollUps(Storage storage, List<Snapshot> stored) {
        for (RollUp.Width width : RollUp.Width.values()) {
            Map<Long, List<Snapshot>> groups = new TreeMap<>();
            stored.forEach(snapshot -> groups.computeIfAbsent(
                            width.startOf(snapshot.timestamp().getEpochSecond()), unused -> new ArrayList<>())
                    .add(snapshot));
            List<RollUp> rollUps = storage.rollUps(RED, width, Period.ALWAYS, Storage.Detail.ALL);
            assertThat(rollUps)
                    .extracting(rollUp -> rollUp.start().getEpochSecond())
                    .containsExactlyElementsOf(groups.keySet());
            rollUps.forEach(rollUp -> assertEqual(
                    rollUp.aggregate(), groups.getOrDefault(rollUp.start().getEpochSecond(), List.of())));
        }
    }

    /** Every figure computed by itself from the snapshots in order of arrival, without {@link Aggregate#plus}. */
    private static void assertEqual(Aggregate rollUp, List<Snapshot> all) {
        Set<Long> minutes = new HashSet<>();
        all.forEach(s -> minutes.add(s.timestamp().getEpochSecond() / 60));
        assertThat(rollUp.snapshots()).isEqualTo(all.size());
        assertThat(rollUp.minutes()).isEqualTo(minutes.size());
        assertThat(rollUp.samples())
                .isEqualTo(all.stream().mapToLong(Snapshot::sampleCount).sum());
        assertThat(rollUp.weightedViewers())
                .isEqualTo(all.stream()
                        .mapToLong(s -> (long) s.avgViewers() * s.sampleCount())
                        .sum());
        assertThat(rollUp.peak())
                .isEqualTo(all.stream().mapToInt(Snapshot::peakViewers).max().orElseThrow());
        assertThat(rollUp.min())
                .isEqualTo(all.stream().mapToInt(Snapshot::minViewers).min().orElseThrow());
        assertThat(rollUp.top())
                .isEqualTo(all.stream().mapToInt(RollUpContract::top).max().orElseThrow());
        assertThat(rollUp.topAtMillis())
                .isEqualTo(all.stream()
                        .filter(s -> top(s) == rollUp.top())
                        .mapToLong(s -> (s.exactPeakAt() == null ? s.timestamp() : s.exactPeakAt()).toEpochMilli())
                        .min()
                        .orElseThrow());
        assertThat(rollUp.last()).isEqualTo(newest(all).viewerCount());
        boolean complete = all.stream().allMatch(s -> s.joins() != null);
        assertThat(rollUp.joins())
                .isEqualTo(
                        complete
                                ? (Long) all.stream().mapToLong(Snapshot::joins).sum()
                                : null);
        assertThat(rollUp.exactPeakKnown()).isEqualTo(complete);
        assertThat(rollUp.observedSeconds())
                .isCloseTo(
                        all.stream()
                                .mapToDouble(
                                        s -> s.observedSeconds() == null ? 5.0 * s.sampleCount() : s.observedSeconds())
                                .sum(),
                        offset(TOLERANCE));
        assertThat(rollUp.sketch()).isEqualTo(mergedSketch(all));
        Map<String, Long> lengths = new TreeMap<>();
        all.stream()
                .filter(s -> s.sessionSeconds() != null)
                .forEach(s -> s.sessionSeconds().forEach((key, n) -> lengths.merge(key, (long) n, Long::sum)));
        assertThat(rollUp.sessionSeconds() == null ? Map.of() : rollUp.sessionSeconds())
                .isEqualTo(lengths);
        List<Snapshot> withSections =
                all.stream().filter(s -> s.sections() != null).toList();
        assertThat(rollUp.sections() == null ? null : rollUp.sections().numbers())
                .isEqualTo(withSections.isEmpty() ? null : newest(withSections).sections());
    }

    private static int top(Snapshot snapshot) {
        return Math.max(snapshot.peakViewers(), snapshot.exactPeak() == null ? 0 : snapshot.exactPeak());
    }

    /** Of several with the newest timestamp the one that arrived last. */
    private static Snapshot newest(List<Snapshot> inOrderOfArrival) {
        return inOrderOfArrival.stream()
                .reduce((one, later) ->
                        Comparator.comparing(Snapshot::timestamp).compare(later, one) >= 0 ? later : one)
                .orElseThrow();
    }

    private static @Nullable ViewerSketch mergedSketch(List<Snapshot> all) {
        ViewerSketch merged = new ViewerSketch();
        for (Snapshot snapshot : all) {
            if (snapshot.uniqueSketch() == null) {
                return null;
            }
            merged.merge(ViewerSketch.decode(snapshot.uniqueSketch()));
        }
        return merged;
    }
}
