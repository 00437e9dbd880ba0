package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Snapshots for tests. */
final class Minutes {

    static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private Minutes() {}

    /** A minute in which the count never changed. */
    static Snapshot steady(int minute, int viewers) {
        return of(NOON.plusSeconds(60L * minute), viewers, viewers, viewers, viewers, 12);
    }

    static Snapshot of(Instant timestamp, int last, int avg, int peak, int min, int samples) {
        return new Snapshot(
                timestamp, last, avg, peak, min, samples, null, null, null, null, null, null, null, null, null, null,
                null);
    }

    static Snapshot exact(
            Snapshot fixed,
            @Nullable Integer exactPeak,
            @Nullable Instant exactPeakAt,
            @Nullable Integer exactMin,
            @Nullable Double viewerSeconds,
            @Nullable Integer joins,
            @Nullable Integer leaves) {
        return new Snapshot(
                fixed.timestamp(),
                fixed.viewerCount(),
                fixed.avgViewers(),
                fixed.peakViewers(),
                fixed.minViewers(),
                fixed.sampleCount(),
                null,
                exactPeak,
                exactPeakAt,
                exactMin,
                viewerSeconds,
                joins,
                leaves,
                null,
                null,
                null,
                null);
    }
}
