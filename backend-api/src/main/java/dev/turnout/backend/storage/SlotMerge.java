package dev.turnout.backend.storage;

import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of two snapshots of one minute under one source, for example of two servers of a cluster that posted the
 * minute one after the other. Pure.
 *
 * <ul>
 *   <li>Without a common sample slot they are parts of the minute and are merged.
 *   <li>With a common slot the one with the higher fence replaces the other. A server that was paused posts under the fence
 *       of its old epoch, so what it posts after its successor changes nothing.
 *   <li>With a common slot and the same fence the stored one stays, unless the other has all of its slots and more, as a
 *       minute has that was posted in part before.
 * </ul>
 *
 * <p>A snapshot without {@code slots} covers its whole minute, one without {@code fence} has the fence 0.
 */
public final class SlotMerge {

    private static final long ALL_SLOTS = -1;

    private SlotMerge() {}

    /** What to store in place of {@code stored}; empty when it stays as it is. */
    public static Optional<StoredSnapshot> merge(StoredSnapshot stored, StoredSnapshot arriving) {
        long before = slots(stored);
        long slots = slots(arriving);
        if ((before & slots) == 0) {
            return Optional.of(
                    Long.numberOfLeadingZeros(before) > Long.numberOfLeadingZeros(slots)
                            ? sum(stored, arriving)
                            : sum(arriving, stored));
        }
        int newer = Long.compare(fence(arriving), fence(stored));
        boolean completes = newer == 0 && slots != before && (slots & before) == before;
        return newer > 0 || completes ? Optional.of(arriving) : Optional.empty();
    }

    private static long slots(StoredSnapshot part) {
        return Objects.requireNonNullElse(part.snapshot().slots(), ALL_SLOTS);
    }

    private static long fence(StoredSnapshot part) {
        return Objects.requireNonNullElse(part.snapshot().fence(), 0L);
    }

    private static StoredSnapshot sum(StoredSnapshot earlier, StoredSnapshot later) {
        Snapshot one = earlier.snapshot();
        Snapshot two = later.snapshot();
        ViewerSketch sketch = merged(earlier.sketch(), later.sketch());
        Snapshot sum = Snapshot.builder(two.timestamp())
                .viewerCount(two.viewerCount())
                .avgViewers(average(one, two))
                .peakViewers(Math.max(one.peakViewers(), two.peakViewers()))
                .minViewers(Math.min(one.minViewers(), two.minViewers()))
                .sampleCount(one.sampleCount() + two.sampleCount())
                .source(two.source())
                .exactPeak(both(one.exactPeak(), two.exactPeak(), Math::max))
                .exactPeakAt(exactPeakAt(one, two))
                .exactMin(both(one.exactMin(), two.exactMin(), Math::min))
                .viewerSeconds(both(one.viewerSeconds(), two.viewerSeconds(), Double::sum))
                .joins(both(one.joins(), two.joins(), Integer::sum))
                .leaves(both(one.leaves(), two.leaves(), Integer::sum))
                .uniqueViewers(unique(one, two, sketch))
                .sessionSeconds(summed(one.sessionSeconds(), two.sessionSeconds()))
                .sections(newer(one.sections(), two.sections()))
                .observedSeconds(observed(one, two))
                .countries(newer(one.countries(), two.countries()))
                .fence(both(one.fence(), two.fence(), Math::max))
                .slots(both(one.slots(), two.slots(), (a, b) -> a | b))
                .build();
        return new StoredSnapshot(sum, sketch);
    }

    /** Rounded half up, as in each of them. */
    private static int average(Snapshot one, Snapshot two) {
        long samples = (long) one.sampleCount() + two.sampleCount();
        long weighted = (long) one.avgViewers() * one.sampleCount() + (long) two.avgViewers() * two.sampleCount();
        return (int) ((2 * weighted + samples) / (2 * samples));
    }

    private static @Nullable Instant exactPeakAt(Snapshot one, Snapshot two) {
        Integer first = one.exactPeak();
        Integer second = two.exactPeak();
        if (first == null || second == null) {
            return null;
        }
        return second > first ? two.exactPeakAt() : one.exactPeakAt();
    }

    private static @Nullable Integer unique(Snapshot one, Snapshot two, @Nullable ViewerSketch sketch) {
        Integer largest = both(one.uniqueViewers(), two.uniqueViewers(), Math::max);
        return largest == null || sketch == null ? null : Integer.valueOf((int) Math.max(sketch.estimate(), largest));
    }

    private static @Nullable Double observed(Snapshot one, Snapshot two) {
        return one.observedSeconds() == null && two.observedSeconds() == null
                ? null
                : Double.valueOf(observed(one) + observed(two));
    }

    private static double observed(Snapshot part) {
        Double seconds = part.observedSeconds();
        return seconds == null ? part.sampleCount() * Aggregate.ASSUMED_SAMPLE_SECONDS : seconds;
    }

    private static @Nullable ViewerSketch merged(@Nullable ViewerSketch one, @Nullable ViewerSketch two) {
        if (one == null || two == null) {
            return null;
        }
        ViewerSketch merged = one.copy();
        merged.merge(two);
        return merged;
    }

    private static @Nullable Map<String, Integer> summed(
            @Nullable Map<String, Integer> one, @Nullable Map<String, Integer> two) {
        if (one == null || two == null) {
            return one == null ? two : one;
        }
        Map<String, Integer> sum = new TreeMap<>(one);
        two.forEach((key, number) -> sum.merge(key, number, Integer::sum));
        return sum;
    }

    private static <T> @Nullable T newer(@Nullable T earlier, @Nullable T later) {
        return later == null ? earlier : later;
    }

    private static <T> @Nullable T both(@Nullable T one, @Nullable T two, BinaryOperator<T> merge) {
        return one == null || two == null ? null : merge.apply(one, two);
    }
}
