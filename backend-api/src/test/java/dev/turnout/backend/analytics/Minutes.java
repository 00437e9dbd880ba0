package dev.turnout.backend.analytics;

import dev.turnout.backend.Minute;
import dev.turnout.model.Snapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Snapshots as the tests of this package need them. */
final class Minutes {

    static final Instant NOON = Minute.NOON;

    private Minutes() {}

    /** So many minutes after noon, and the count never changed. */
    static Snapshot steady(int minute, int viewers) {
        return Minute.steady(minute, viewers).snapshot();
    }

    /** The six fixed fields alone. */
    static Snapshot of(Instant timestamp, int last, int avg, int peak, int min, int samples) {
        return new Minute(timestamp, last, avg, peak, min, samples).snapshot();
    }

    static Snapshot withSketch(int minute, int unique, @Nullable String sketch) {
        return Minute.steady(minute, 5).unique(unique, sketch).snapshot();
    }
}
