package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Several snapshots as one: the parts of a minute that two sources saw, or the minutes of an hour. Averages are weighted
 * by samples and kept as sums, so that merging merged buckets gives what merging their snapshots would. What one of them
 * does not know, the whole does not know.
 */
final class Bucket {

    private long samples;
    private long weightedViewers;
    private int last;
    private int peak;
    private int min;
    private @Nullable Integer exactPeak;
    private @Nullable Instant exactPeakAt;
    private @Nullable Integer exactMin;
    private @Nullable Double viewerSeconds;
    private @Nullable Integer joins;
    private @Nullable Integer leaves;
    private final Uniques uniques;

    Bucket(Snapshot first) {
        this.samples = first.sampleCount();
        this.weightedViewers = (long) first.avgViewers() * first.sampleCount();
        this.last = first.viewerCount();
        this.peak = first.peakViewers();
        this.min = first.minViewers();
        this.exactPeak = first.exactPeak();
        this.exactPeakAt = first.exactPeakAt();
        this.exactMin = first.exactMin();
        this.viewerSeconds = first.viewerSeconds();
        this.joins = first.joins();
        this.leaves = first.leaves();
        this.uniques = new Uniques(first);
    }

    void add(Bucket later) {
        samples += later.samples;
        weightedViewers += later.weightedViewers;
        last = later.last;
        peak = Math.max(peak, later.peak);
        min = Math.min(min, later.min);
        exactPeakAt = ofLarger(later);
        exactPeak = known(exactPeak, later.exactPeak, Math::max);
        exactMin = known(exactMin, later.exactMin, Math::min);
        viewerSeconds = known(viewerSeconds, later.viewerSeconds, Double::sum);
        joins = known(joins, later.joins, Integer::sum);
        leaves = known(leaves, later.leaves, Integer::sum);
        uniques.add(later.uniques);
    }

    private @Nullable Instant ofLarger(Bucket later) {
        if (exactPeak == null || later.exactPeak == null) {
            return null;
        }
        return later.exactPeak > exactPeak ? later.exactPeakAt : exactPeakAt;
    }

    private static <T> @Nullable T known(@Nullable T one, @Nullable T other, BinaryOperator<T> both) {
        return one == null || other == null ? null : both.apply(one, other);
    }

    /** The bucket as the one snapshot it amounts to; the average rounded half up. */
    Snapshot toSnapshot(Instant timestamp) {
        return new Snapshot(
                timestamp,
                last,
                (int) ((2 * weightedViewers + samples) / (2 * samples)),
                peak,
                min,
                (int) Math.min(samples, Integer.MAX_VALUE),
                null,
                exactPeak,
                exactPeakAt,
                exactMin,
                viewerSeconds,
                joins,
                leaves,
                uniques.count(),
                null,
                null,
                null);
    }
}
