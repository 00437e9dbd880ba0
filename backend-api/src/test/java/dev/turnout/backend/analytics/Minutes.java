package dev.turnout.backend.analytics;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Snapshots for the tests of this package. */
final class Minutes {

    static final Instant NOON = Minute.NOON;

    private Minutes() {}

    /** A minute after noon in which the count did not change. */
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

    /** As the storage returns it, with its sketch if that can be decoded. */
    static StoredSnapshot stored(Snapshot snapshot) {
        return new StoredSnapshot(snapshot.toBuilder().uniqueSketch(null).build(), decoded(snapshot.uniqueSketch()));
    }

    private static @Nullable ViewerSketch decoded(@Nullable String text) {
        try {
            return text == null ? null : ViewerSketch.decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static @Nullable Aggregate sum(Collection<Snapshot> snapshots) {
        AggregateSum sum = new AggregateSum();
        snapshots.forEach(snapshot -> sum.add(stored(snapshot)));
        return sum.sum();
    }

    static PointSeries series(int maxPoints, Collection<Snapshot> snapshots) {
        PointSeries series = new PointSeries(maxPoints);
        AggregateSum minutes = new AggregateSum();
        snapshots.forEach(
                snapshot -> series.add(snapshot.timestamp().getEpochSecond(), minutes.toAggregate(stored(snapshot))));
        return series;
    }
}
