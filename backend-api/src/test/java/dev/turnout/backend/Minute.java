package dev.turnout.backend;

import dev.turnout.model.Snapshot;
import dev.turnout.model.SnapshotBuilder;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a snapshot from the six fixed fields and those optional fields that a test needs. */
public final class Minute {

    public static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final SnapshotBuilder builder;

    public Minute(Instant timestamp, int last, int avg, int peak, int min, int samples) {
        builder = Snapshot.builder(timestamp)
                .viewerCount(last)
                .avgViewers(avg)
                .peakViewers(peak)
                .minViewers(min)
                .sampleCount(samples);
    }

    /** A minute after noon in which the count did not change. */
    public static Minute steady(int minute, int viewers) {
        return new Minute(NOON.plusSeconds(60L * minute), viewers, viewers, viewers, viewers, 12);
    }

    public Minute source(@Nullable String run) {
        builder.source(run);
        return this;
    }

    public Minute exactPeak(int viewers, @Nullable Instant at) {
        builder.exactPeak(viewers);
        builder.exactPeakAt(at);
        return this;
    }

    public Minute exactMin(int viewers) {
        builder.exactMin(viewers);
        return this;
    }

    public Minute watched(double seconds) {
        builder.viewerSeconds(seconds);
        return this;
    }

    public Minute joins(int sessions) {
        builder.joins(sessions);
        return this;
    }

    public Minute leaves(int sessions) {
        builder.leaves(sessions);
        return this;
    }

    public Minute unique(int viewers, @Nullable String ofSketch) {
        builder.uniqueViewers(viewers);
        builder.uniqueSketch(ofSketch);
        return this;
    }

    public Minute ended(Map<String, Integer> sessions) {
        builder.sessionSeconds(sessions);
        return this;
    }

    public Minute sections(Map<String, Integer> viewers) {
        builder.sections(viewers);
        return this;
    }

    public Minute observed(double seconds) {
        builder.observedSeconds(seconds);
        return this;
    }

    public Minute countries(Map<String, Integer> viewers) {
        builder.countries(viewers);
        return this;
    }

    public Minute fence(long epoch) {
        builder.fence(epoch);
        return this;
    }

    public Minute slots(long mask) {
        builder.slots(mask);
        return this;
    }

    public Snapshot snapshot() {
        return builder.build();
    }
}
