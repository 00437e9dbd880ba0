package dev.turnout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One auction's audience in one UTC minute: the body that socket-server POSTs to backend-api.
 *
 * <p>The first six fields are the contract; the others may be absent and may be ignored.
 *
 * @param timestamp start of the minute
 * @param viewerCount the last sample
 * @param avgViewers mean of the samples, rounded half up
 * @param peakViewers largest sample
 * @param minViewers smallest sample
 * @param sampleCount samples taken, 12 for a whole minute
 * @param source the run of the server that counted, so that a snapshot sent twice is stored once
 * @param exactPeak largest count that held, also between two samples
 * @param exactPeakAt when {@code exactPeak} was first reached
 * @param exactMin smallest count that held, also between two samples
 * @param viewerSeconds the integral of the count over the minute
 * @param joins sessions that joined
 * @param leaves sessions that left; {@code previous last + joins − leaves = last}
 * @param uniqueViewers different viewers seen in the minute
 * @param uniqueSketch the mergeable sketch behind {@code uniqueViewers}, base64
 * @param sessionSeconds ended sessions by length: upper bound in seconds (or {@code +Inf}) → sessions
 * @param sections viewers per section at the last sample
 * @param observedSeconds how much of the minute was observed; {@code viewerSeconds} is the integral over this time
 * @param countries viewers per country at the last sample
 * @param fence epoch of the node that sampled; of two overlapping snapshots the one with the higher fence counts
 * @param slots bit mask of the sample slots of the minute that this snapshot covers, the lowest bit for the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"timestamp", "viewerCount", "avgViewers", "peakViewers", "minViewers", "sampleCount"})
public record Snapshot(
        Instant timestamp,
        int viewerCount,
        int avgViewers,
        int peakViewers,
        int minViewers,
        int sampleCount,
        @Nullable String source,
        @Nullable Integer exactPeak,
        @Nullable Instant exactPeakAt,
        @Nullable Integer exactMin,
        @Nullable Double viewerSeconds,
        @Nullable Integer joins,
        @Nullable Integer leaves,
        @Nullable Integer uniqueViewers,
        @Nullable String uniqueSketch,
        @Nullable Map<String, Integer> sessionSeconds,
        @Nullable Map<String, Integer> sections,
        @Nullable Double observedSeconds,
        @Nullable Map<String, Integer> countries,
        @Nullable Long fence,
        @Nullable Long slots) {

    public Snapshot {
        Objects.requireNonNull(timestamp, "timestamp is missing");
    }

    /** @param timestamp start of the minute */
    public static SnapshotBuilder builder(Instant timestamp) {
        return new SnapshotBuilder(timestamp);
    }

    /** Has the values of this one, to change some of them. */
    public SnapshotBuilder toBuilder() {
        return builder(timestamp)
                .viewerCount(viewerCount)
                .avgViewers(avgViewers)
                .peakViewers(peakViewers)
                .minViewers(minViewers)
                .sampleCount(sampleCount)
                .source(source)
                .exactPeak(exactPeak)
                .exactPeakAt(exactPeakAt)
                .exactMin(exactMin)
                .viewerSeconds(viewerSeconds)
                .joins(joins)
                .leaves(leaves)
                .uniqueViewers(uniqueViewers)
                .uniqueSketch(uniqueSketch)
                .sessionSeconds(sessionSeconds)
                .sections(sections)
                .observedSeconds(observedSeconds)
                .countries(countries)
                .fence(fence)
                .slots(slots);
    }

    /** The same as part of what a cluster posts: its servers use one source, and each the fence of its epoch. */
    public Snapshot ofCluster(String clusterSource, long epoch) {
        return toBuilder().source(clusterSource).fence(epoch).build();
    }
}
