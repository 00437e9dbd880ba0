package dev.turnout.backend.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.turnout.backend.storage.Aggregate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One point of a chart: a minute, or several merged ones. Figures that one of its snapshots lacks are absent.
 *
 * @param timestamp start of the point
 * @param viewerCount last sample
 * @param avgViewers mean of the samples, rounded half up
 * @param peakViewers largest sample
 * @param minViewers smallest sample
 * @param sampleCount number of samples
 * @param observedSeconds time that was observed
 * @param exactPeak largest count, also between two samples
 * @param exactPeakAt when it was first reached
 * @param exactMin smallest count, also between two samples
 * @param viewerSeconds integral of the count
 * @param joins sessions that joined
 * @param leaves sessions that left
 * @param uniqueViewers different viewers; absent in points that merge minutes to less than an hour
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Point(
        Instant timestamp,
        int viewerCount,
        int avgViewers,
        int peakViewers,
        int minViewers,
        long sampleCount,
        double observedSeconds,
        @Nullable Integer exactPeak,
        @Nullable Instant exactPeakAt,
        @Nullable Integer exactMin,
        @Nullable Double viewerSeconds,
        @Nullable Long joins,
        @Nullable Long leaves,
        @Nullable Integer uniqueViewers) {

    static Point of(long start, Aggregate aggregate) {
        return new Point(
                Instant.ofEpochSecond(start),
                aggregate.last(),
                aggregate.average(),
                aggregate.peak(),
                aggregate.min(),
                aggregate.samples(),
                aggregate.observedSeconds(),
                aggregate.exactPeakKnown() ? Integer.valueOf(aggregate.top()) : null,
                aggregate.exactPeakKnown() ? Instant.ofEpochMilli(aggregate.topAtMillis()) : null,
                aggregate.exactMinKnown() ? Integer.valueOf(aggregate.bottom()) : null,
                aggregate.viewerSeconds(),
                aggregate.joins(),
                aggregate.leaves(),
                aggregate.uniqueViewers());
    }
}
