package dev.turnout.backend.migration;

import dev.turnout.backend.storage.StoredSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the first of several snapshots with the same timestamp and source. Only documents that another system has
 * written to MongoDB can have such a repetition.
 */
final class DistinctSnapshots implements Consumer<StoredSnapshot> {

    private final Consumer<StoredSnapshot> next;
    private final Set<@Nullable String> sources = new HashSet<>();
    private @Nullable Instant timestamp;

    DistinctSnapshots(Consumer<StoredSnapshot> next) {
        this.next = next;
    }

    @Override
    public void accept(StoredSnapshot stored) {
        if (!stored.snapshot().timestamp().equals(timestamp)) {
            timestamp = stored.snapshot().timestamp();
            sources.clear();
        }
        if (sources.add(stored.snapshot().source())) {
            next.accept(stored);
        }
    }
}
