package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many different viewers several snapshots saw together: exactly, while it is one snapshot; by the merge of their
 * sketches when there are more, as the same person may be in several. Unknown as soon as one has no sketch. A sketch is
 * read only when it has to be merged. One thread.
 */
final class Uniques {

    private @Nullable Integer largest;
    private @Nullable String text;
    private @Nullable ViewerSketch merged;

    Uniques(Snapshot snapshot) {
        this.largest = snapshot.uniqueViewers();
        this.text = snapshot.uniqueSketch();
    }

    void add(Uniques other) {
        ViewerSketch mine = sketch();
        ViewerSketch theirs = other.sketch();
        text = null;
        if (mine == null || theirs == null) {
            merged = null;
            largest = null;
        } else {
            mine.merge(theirs);
            merged = mine;
            largest = Math.max(orZero(largest), orZero(other.largest));
        }
    }

    private @Nullable ViewerSketch sketch() {
        if (merged != null || text == null) {
            return merged;
        }
        try {
            return ViewerSketch.decode(text);
        } catch (IllegalArgumentException e) {
            return null; // of another version: as if there were none
        }
    }

    private static int orZero(@Nullable Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    /** The estimate, never less than one snapshot alone saw; null when not known. */
    @Nullable Integer count() {
        return merged == null ? largest : Integer.valueOf((int) Math.max(merged.estimate(), orZero(largest)));
    }
}
