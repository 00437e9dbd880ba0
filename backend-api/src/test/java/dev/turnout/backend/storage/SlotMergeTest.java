package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Parts of a minute add up, and nothing of it counts twice. */
class SlotMergeTest {

    private static final long FIRST_HALF = 0b000000_111111;
    private static final long SECOND_HALF = 0b111111_000000;
    private static final long WHOLE = 0b111111_111111;

    private static StoredSnapshot stored(Minute minute) {
        return new StoredSnapshot(minute.snapshot(), null);
    }

    private static StoredSnapshot part(int viewers, long fence, long slots) {
        return stored(new Minute(Minute.NOON, viewers, viewers, viewers, viewers, Long.bitCount(slots))
                .fence(fence)
                .slots(slots));
    }

    private static ViewerSketch sketch(long from, long until) {
        ViewerSketch sketch = new ViewerSketch();
        LongStream.range(from, until).forEach(i -> sketch.add(i * 0x9E37_79B9_7F4A_7C15L));
        return sketch;
    }

    private static Snapshot merge(StoredSnapshot stored, StoredSnapshot arriving) {
        return SlotMerge.merge(stored, arriving).orElseThrow().snapshot();
    }

    @Test
    void disjointPartsAddUpInAnyOrderOfArrival() {
        StoredSnapshot first = new StoredSnapshot(
                new Minute(Minute.NOON, 10, 8, 12, 6, 3)
                        .source("c")
                        .exactPeak(14, Minute.NOON.plusSeconds(3))
                        .exactMin(5)
                        .watched(120)
                        .joins(7)
                        .leaves(1)
                        .unique(20, null)
                        .ended(Map.of("30", 1))
                        .sections(Map.of("a", 9))
                        .countries(Map.of("CH", 9))
                        .fence(5)
                        .slots(0b0111)
                        .snapshot(),
                sketch(1, 21));
        StoredSnapshot second = new StoredSnapshot(
                new Minute(Minute.NOON, 20, 21, 24, 10, 5)
                        .source("c")
                        .exactPeak(24, Minute.NOON.plusSeconds(40))
                        .exactMin(10)
                        .watched(500)
                        .joins(12)
                        .leaves(2)
                        .unique(30, null)
                        .ended(Map.of("30", 2, "60", 1))
                        .sections(Map.of("b", 20))
                        .observed(24)
                        .fence(6)
                        .slots(0b1111_1000)
                        .snapshot(),
                sketch(11, 41));

        Snapshot merged = merge(first, second);
        assertThat(merged)
                .isEqualTo(new Minute(Minute.NOON, 20, 16, 24, 6, 8)
                        .source("c")
                        .exactPeak(24, Minute.NOON.plusSeconds(40))
                        .exactMin(5)
                        .watched(620)
                        .joins(19)
                        .leaves(3)
                        .unique(40, null)
                        .ended(Map.of("30", 3, "60", 1))
                        .sections(Map.of("b", 20))
                        .countries(Map.of("CH", 9))
                        .observed(39)
                        .fence(6)
                        .slots(0b1111_1111)
                        .snapshot());
        assertThat(SlotMerge.merge(second, first)).isEqualTo(SlotMerge.merge(first, second));
    }

    @Test
    void aFigureThatOnePartLacksIsUnknownForBoth() {
        StoredSnapshot known = stored(new Minute(Minute.NOON, 1, 1, 1, 1, 6)
                .exactPeak(2, Minute.NOON)
                .joins(1)
                .slots(FIRST_HALF));
        Snapshot merged = merge(known, part(1, 0, SECOND_HALF));
        assertThat(merged.exactPeak()).isNull();
        assertThat(merged.exactPeakAt()).isNull();
        assertThat(merged.joins()).isNull();
        assertThat(merged.observedSeconds()).isNull();
    }

    @Test
    void ofOverlappingSnapshotsTheHigherFenceCounts() {
        StoredSnapshot paused = part(9, 5, WHOLE);
        StoredSnapshot successor = part(3, 6, SECOND_HALF);
        assertThat(SlotMerge.merge(paused, successor)).contains(successor);
        assertThat(SlotMerge.merge(successor, paused)).isEmpty();
    }

    @Test
    void withTheSameFenceMoreOfTheMinuteCounts() {
        assertThat(SlotMerge.merge(part(1, 5, FIRST_HALF), part(2, 5, WHOLE))).contains(part(2, 5, WHOLE));
        assertThat(SlotMerge.merge(part(2, 5, WHOLE), part(1, 5, FIRST_HALF))).isEmpty();
        assertThat(SlotMerge.merge(part(1, 5, WHOLE), part(2, 5, WHOLE))).isEmpty();
        assertThat(SlotMerge.merge(part(1, 5, 0b0111), part(2, 5, 0b1110))).isEmpty();
    }

    @Test
    void repeatedPartsChangeNothingAfterTheyWereMerged() {
        StoredSnapshot first = part(4, 5, FIRST_HALF);
        StoredSnapshot second = part(10, 6, SECOND_HALF);
        Optional<StoredSnapshot> both = SlotMerge.merge(first, second);
        assertThat(both.orElseThrow().snapshot().avgViewers()).isEqualTo(7);
        assertThat(SlotMerge.merge(both.get(), first)).isEmpty();
        assertThat(SlotMerge.merge(both.get(), second)).isEmpty();
        assertThat(SlotMerge.merge(both.get(), part(1, 5, 1))).isEmpty();
    }

    @Test
    void withoutSlotsASnapshotCoversItsMinute() {
        StoredSnapshot plain = stored(Minute.steady(0, 5));
        assertThat(SlotMerge.merge(plain, stored(Minute.steady(0, 9)))).isEmpty();
        assertThat(SlotMerge.merge(plain, part(3, 0, FIRST_HALF))).isEmpty();
        assertThat(SlotMerge.merge(plain, part(3, 1, WHOLE))).contains(part(3, 1, WHOLE));
    }
}
