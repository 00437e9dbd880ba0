package dev.turnout.backend;

import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a snapshot from the six fixed fields and those optional fields that a test needs. */
public final class Minute {

    public static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final Instant timestamp;
    private final int last;
    private final int avg;
    private final int peak;
    private final int min;
    private final int samples;
    private @Nullable String source;
    private @Nullable Integer exactPeak;
    private @Nullable Instant exactPeakAt;
    private @Nullable Integer exactMin;
    private @Nullable Double viewerSeconds;
    private @Nullable Integer joins;
    private @Nullable Integer leaves;
    private @Nullable Integer unique;
    private @Nullable String sketch;
    private @Nullable Map<String, Integer> sessionSeconds;
    private @Nullable Map<String, Integer> sections;
    private @Nullable Double observedSeconds;
    private @Nullable Map<String, Integer> countries;
    private @Nullable Long fence;
    private @Nullable Long slots;

    public Minute(Instant timestamp, int last, int avg, int peak, int min, int samples) {
        this.timestamp = timestamp;
        this.last = last;
        this.avg = avg;
        this.peak = peak;
        this.min = min;
        this.samples = samples;
    }

    /** A minute after noon in which the count did not change. */
    public static Minute steady(int minute, int viewers) {
        return new Minute(NOON.plusSeconds(60L * minute), viewers, viewers, viewers, viewers, 12);
    }

    public Minute source(@Nullable String run) {
        source = run;
        return this;
    }

    public Minute exactPeak(int viewers, @Nullable Instant at) {
        exactPeak = viewers;
        exactPeakAt = at;
        return this;
    }

    public Minute exactMin(int viewers) {
        exactMin = viewers;
        return this;
    }

    public Minute watched(double seconds) {
        viewerSeconds = seconds;
        return this;
    }

    public Minute joins(int sessions) {
        joins = sessions;
        return this;
    }

    public Minute leaves(int sessions) {
        leaves = sessions;
        return this;
    }

    public Minute unique(int viewers, @Nullable String ofSketch) {
        unique = viewers;
        sketch = ofSketch;
        return this;
    }

    public Minute ended(Map<String, Integer> sessions) {
        sessionSeconds = sessions;
        return this;
    }

    public Minute sections(Map<String, Integer> viewers) {
        sections = viewers;
        return this;
    }

    public Minute observed(double seconds) {
        observedSeconds = seconds;
        return this;
    }

    public Minute countries(Map<String, Integer> viewers) {
        countries = viewers;
        return this;
    }

    public Minute fence(long epoch) {
        fence = epoch;
        return this;
    }

    public Minute slots(long mask) {
        slots = mask;
        return this;
    }

    public Snapshot snapshot() {
        return new Snapshot(
                timestamp,
                last,
                avg,
                peak,
                min,
                samples,
                source,
                exactPeak,
                exactPeakAt,
                exactMin,
                viewerSeconds,
                joins,
                leaves,
                unique,
                sketch,
                sessionSeconds,
                sections,
                observedSeconds,
                countries,
                fence,
                slots);
    }
}
