package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.StoredSnapshot;
import org.jspecify.annotations.Nullable;

/** Adds up snapshots and roll-ups that come in the order of their timestamps. One thread. */
final class AggregateSum {

    private static final int MINUTE = 60;

    private @Nullable Aggregate sum;
    private long lastMinute = Long.MIN_VALUE;

    void add(StoredSnapshot stored) {
        add(toAggregate(stored));
    }

    /** The snapshot alone, counted as a minute unless one of the same minute came before. */
    Aggregate toAggregate(StoredSnapshot stored) {
        long minute = Math.floorDiv(stored.snapshot().timestamp().getEpochSecond(), MINUTE);
        boolean newMinute = minute != lastMinute;
        lastMinute = minute;
        return Aggregate.of(stored.snapshot(), stored.sketch(), newMinute);
    }

    void add(Aggregate next) {
        sum = sum == null ? next : sum.plus(next);
    }

    @Nullable Aggregate sum() {
        return sum;
    }
}
