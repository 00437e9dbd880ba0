package dev.turnout.backend.storage;

import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One or more snapshots of an auction, merged. Sums are kept instead of means, so that merging aggregates gives the same
 * result as merging their snapshots, in any grouping. A figure that one of the snapshots lacks is null for all.
 *
 * @param snapshots number of snapshots
 * @param minutes number of different UTC minutes they lie in
 * @param firstAt smallest timestamp, in epoch seconds
 * @param lastAt largest timestamp, in epoch seconds
 * @param last last sample of the snapshot at {@code lastAt}; of several, the one that arrived last
 * @param samples number of samples
 * @param weightedViewers sum of average × samples
 * @param peak largest sample
 * @param min smallest sample
 * @param top largest count known, also between two samples
 * @param topAtMillis when {@code top} was first reached; the timestamp where nothing finer is known
 * @param bottom smallest count known, also between two samples
 * @param exactPeakKnown whether every snapshot has {@code exactPeak}
 * @param exactMinKnown whether every snapshot has {@code exactMin}
 * @param observedSeconds time that was observed
 * @param watchedSeconds integral of the count over {@code observedSeconds}; from samples where no integral is known
 * @param viewerSeconds sum of the integrals that were sent
 * @param largestUnique most unique viewers of a single snapshot
 * @param sketch merged sketch of the unique viewers
 * @param sessionSeconds ended sessions by length
 * @param sections viewers per section at the last snapshot that has them
 * @param countries viewers per country at the last snapshot that has them
 * @param sources joins by source (server run); null joins are not known
 */
public record Aggregate(
        long snapshots,
        long minutes,
        long firstAt,
        long lastAt,
        int last,
        long samples,
        long weightedViewers,
        int peak,
        int min,
        int top,
        long topAtMillis,
        int bottom,
        boolean exactPeakKnown,
        boolean exactMinKnown,
        double observedSeconds,
        double watchedSeconds,
        @Nullable Double viewerSeconds,
        @Nullable Long joins,
        @Nullable Long leaves,
        @Nullable Integer largestUnique,
        @Nullable ViewerSketch sketch,
        @Nullable Map<String, Long> sessionSeconds,
        @Nullable Dated sections,
        @Nullable Dated countries,
        Map<String, Long> sources) {

    /** Numbers by name, as they were at one snapshot. */
    public record Dated(long at, Map<String, Integer> numbers) {

        private static @Nullable Dated of(long at, @Nullable Map<String, Integer> numbers) {
            return numbers == null ? null : new Dated(at, numbers);
        }

        private static @Nullable Dated newer(@Nullable Dated one, @Nullable Dated other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return other.at >= one.at ? other : one;
        }
    }

    /** Sampling interval that is assumed when a snapshot does not state how long it observed. */
    public static final double ASSUMED_SAMPLE_SECONDS = 5;

    /** Sources kept by name; joins of further ones are added up under {@link #OTHER_SOURCES}. */
    public static final int MAX_SOURCES = 100;

    public static final String OTHER_SOURCES = "(other)";

    /** Joins of a source that did not send any number. */
    public static final long UNKNOWN_JOINS = -1;

    /** The largest count that is known of a snapshot's minute. */
    static int top(Snapshot snapshot) {
        return Math.max(snapshot.peakViewers(), Objects.requireNonNullElse(snapshot.exactPeak(), 0));
    }

    /**
     * @param sketch the snapshot's sketch; null when it has none
     * @param newMinute false when another snapshot of the same UTC minute is part of the aggregate it will be merged into
     */
    public static Aggregate of(Snapshot snapshot, @Nullable ViewerSketch sketch, boolean newMinute) {
        Instant timestamp = snapshot.timestamp();
        long at = timestamp.getEpochSecond();
        long weighted = (long) snapshot.avgViewers() * snapshot.sampleCount();
        Integer exactPeak = snapshot.exactPeak();
        int top = top(snapshot);
        Instant topAt = Objects.requireNonNullElse(snapshot.exactPeakAt(), timestamp);
        int bottom =
                Math.min(snapshot.minViewers(), Objects.requireNonNullElse(snapshot.exactMin(), Integer.MAX_VALUE));
        Double integral = snapshot.viewerSeconds();
        Double observed = snapshot.observedSeconds();
        boolean nobody = top == 0 && Objects.requireNonNullElse(snapshot.joins(), 0) == 0;
        return new Aggregate(
                1,
                newMinute ? 1 : 0,
                at,
                at,
                snapshot.viewerCount(),
                snapshot.sampleCount(),
                weighted,
                snapshot.peakViewers(),
                snapshot.minViewers(),
                top,
                topAt.toEpochMilli(),
                bottom,
                exactPeak != null,
                snapshot.exactMin() != null,
                observed != null ? observed : snapshot.sampleCount() * ASSUMED_SAMPLE_SECONDS,
                integral != null && observed != null ? integral : weighted * secondsPerSample(snapshot),
                integral,
                toLong(snapshot.joins()),
                toLong(snapshot.leaves()),
                snapshot.uniqueViewers(),
                sketch == null && nobody ? new ViewerSketch() : sketch,
                longs(snapshot.sessionSeconds()),
                Dated.of(at, snapshot.sections()),
                Dated.of(at, snapshot.countries()),
                Map.of(
                        Objects.requireNonNullElse(snapshot.source(), ""),
                        Objects.requireNonNullElse(toLong(snapshot.joins()), UNKNOWN_JOINS)));
    }

    private static double secondsPerSample(Snapshot snapshot) {
        Double observed = snapshot.observedSeconds();
        return observed == null ? ASSUMED_SAMPLE_SECONDS : observed / snapshot.sampleCount();
    }

    private static @Nullable Long toLong(@Nullable Integer number) {
        return number == null ? null : number.longValue();
    }

    private static @Nullable Map<String, Long> longs(@Nullable Map<String, Integer> numbers) {
        if (numbers == null) {
            return null;
        }
        Map<String, Long> longs = new TreeMap<>();
        numbers.forEach((key, number) -> longs.put(key, number.longValue()));
        return longs;
    }

    /** Merges; where both have the same timestamp, {@code other} arrived later. */
    public Aggregate plus(Aggregate other) {
        boolean otherIsLast = other.lastAt >= lastAt;
        boolean otherHasTop = other.top > top || (other.top == top && other.topAtMillis < topAtMillis);
        Aggregate later = otherIsLast ? other : this;
        return new Aggregate(
                snapshots + other.snapshots,
                minutes + other.minutes,
                Math.min(firstAt, other.firstAt),
                later.lastAt,
                later.last,
                samples + other.samples,
                weightedViewers + other.weightedViewers,
                Math.max(peak, other.peak),
                Math.min(min, other.min),
                otherHasTop ? other.top : top,
                otherHasTop ? other.topAtMillis : topAtMillis,
                Math.min(bottom, other.bottom),
                exactPeakKnown && other.exactPeakKnown,
                exactMinKnown && other.exactMinKnown,
                observedSeconds + other.observedSeconds,
                watchedSeconds + other.watchedSeconds,
                both(viewerSeconds, other.viewerSeconds, Double::sum),
                both(joins, other.joins, Long::sum),
                both(leaves, other.leaves, Long::sum),
                both(largestUnique, other.largestUnique, Math::max),
                mergedSketch(other),
                summed(sessionSeconds, other.sessionSeconds),
                Dated.newer(sections, other.sections),
                Dated.newer(countries, other.countries),
                mergedSources(other));
    }

    private @Nullable ViewerSketch mergedSketch(Aggregate other) {
        if (sketch == null || other.sketch == null) {
            return null;
        }
        ViewerSketch merged = sketch.copy();
        merged.merge(other.sketch);
        return merged;
    }

    private static <T> @Nullable T both(@Nullable T one, @Nullable T other, BinaryOperator<T> merge) {
        return one == null || other == null ? null : merge.apply(one, other);
    }

    private static @Nullable Map<String, Long> summed(
            @Nullable Map<String, Long> one, @Nullable Map<String, Long> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((key, number) -> sum.merge(key, number, Long::sum));
        return sum;
    }

    private Map<String, Long> mergedSources(Aggregate other) {
        if (sources.equals(other.sources) && sources.containsValue(UNKNOWN_JOINS)) {
            return sources;
        }
        Map<String, Long> merged = new TreeMap<>(sources);
        other.sources.forEach((source, count) -> {
            boolean room = merged.containsKey(source) || merged.size() < MAX_SOURCES;
            merged.merge(room ? source : OTHER_SOURCES, count, Aggregate::sumOfJoins);
        });
        return merged;
    }

    private static Long sumOfJoins(long one, long other) {
        return one == UNKNOWN_JOINS || other == UNKNOWN_JOINS ? UNKNOWN_JOINS : one + other;
    }

    /** Mean of the samples, rounded half up. */
    public int average() {
        return (int) ((2 * weightedViewers + samples) / (2 * samples));
    }

    /** Mean over the observed time, rounded half up. */
    public int timeWeightedAverage() {
        return observedSeconds > 0 ? (int) Math.round(watchedSeconds / observedSeconds) : average();
    }

    /** Different viewers: exact for one snapshot, estimated for several, and never less than one of them had. */
    public @Nullable Integer uniqueViewers() {
        if (snapshots == 1 && largestUnique != null) {
            return largestUnique;
        }
        if (sketch == null) {
            return null;
        }
        return (int) Math.max(sketch.estimate(), Objects.requireNonNullElse(largestUnique, 0));
    }
}
