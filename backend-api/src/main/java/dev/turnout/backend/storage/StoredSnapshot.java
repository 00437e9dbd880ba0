package dev.turnout.backend.storage;

import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as it is read.
 *
 * @param snapshot without its sketch
 * @param sketch null when it has none, or when sketches were not read
 */
public record StoredSnapshot(Snapshot snapshot, @Nullable ViewerSketch sketch) {

    /** The largest count of the minute that is known. */
    public int top() {
        return Aggregate.top(snapshot);
    }
}
