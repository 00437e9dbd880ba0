package dev.turnout.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Snapshot} with its fields by name. Those of the contract are 0 and the others absent until they are set.
 * Confined to one thread.
 */
public final class SnapshotBuilder {

    private final Instant timestamp;
    private int viewerCount;
    private int avgViewers;
    private int peakViewers;
    private int minViewers;
    private int sampleCount;
    private @Nullable String source;
    private @Nullable Integer exactPeak;
    private @Nullable Instant exactPeakAt;
    private @Nullable Integer exactMin;
    private @Nullable Double viewerSeconds;
    private @Nullable Integer joins;
    private @Nullable Integer leaves;
    private @Nullable Integer uniqueViewers;
    private @Nullable String uniqueSketch;
    private @Nullable Map<String, Integer> sessionSeconds;
    private @Nullable Map<String, Integer> sections;
    private @Nullable Double observedSeconds;
    private @Nullable Map<String, Integer> countries;
    private @Nullable Long fence;
    private @Nullable Long slots;

    SnapshotBuilder(Instant timestamp) {
        this.timestamp = timestamp;
    }

    public SnapshotBuilder viewerCount(int value) {
        viewerCount = value;
        return this;
    }

    public SnapshotBuilder avgViewers(int value) {
        avgViewers = value;
        return this;
    }

    public SnapshotBuilder peakViewers(int value) {
        peakViewers = value;
        return this;
    }

    public SnapshotBuilder minViewers(int value) {
        minViewers = value;
        return this;
    }

    public SnapshotBuilder sampleCount(int value) {
        sampleCount = value;
        return this;
    }

    public SnapshotBuilder source(@Nullable String value) {
        source = value;
        return this;
    }

    public SnapshotBuilder exactPeak(@Nullable Integer value) {
        exactPeak = value;
        return this;
    }

    public SnapshotBuilder exactPeakAt(@Nullable Instant value) {
        exactPeakAt = value;
        return this;
    }

    public SnapshotBuilder exactMin(@Nullable Integer value) {
        exactMin = value;
        return this;
    }

    public SnapshotBuilder viewerSeconds(@Nullable Double value) {
        viewerSeconds = value;
        return this;
    }

    public SnapshotBuilder joins(@Nullable Integer value) {
        joins = value;
        return this;
    }

    public SnapshotBuilder leaves(@Nullable Integer value) {
        leaves = value;
        return this;
    }

    public SnapshotBuilder uniqueViewers(@Nullable Integer value) {
        uniqueViewers = value;
        return this;
    }

    public SnapshotBuilder uniqueSketch(@Nullable String value) {
        uniqueSketch = value;
        return this;
    }

    public SnapshotBuilder sessionSeconds(@Nullable Map<String, Integer> value) {
        sessionSeconds = value;
        return this;
    }

    public SnapshotBuilder sections(@Nullable Map<String, Integer> value) {
        sections = value;
        return this;
    }

    public SnapshotBuilder observedSeconds(@Nullable Double value) {
        observedSeconds = value;
        return this;
    }

    public SnapshotBuilder countries(@Nullable Map<String, Integer> value) {
        countries = value;
        return this;
    }

    public SnapshotBuilder fence(@Nullable Long value) {
        fence = value;
        return this;
    }

    public SnapshotBuilder slots(@Nullable Long value) {
        slots = value;
        return this;
    }

    public Snapshot build() {
        return new Snapshot(
                timestamp,
                viewerCount,
                avgViewers,
                peakViewers,
                minViewers,
                sampleCount,
                source,
                exactPeak,
                exactPeakAt,
                exactMin,
                viewerSeconds,
                joins,
                leaves,
                uniqueViewers,
                uniqueSketch,
                sessionSeconds,
                sections,
                observedSeconds,
                countries,
                fence,
                slots);
    }
}
