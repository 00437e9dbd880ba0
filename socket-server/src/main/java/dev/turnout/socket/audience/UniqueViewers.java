package dev.turnout.socket.audience;

import dev.turnout.model.ViewerSketch;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Different viewers since the beginning: counted while they are few, estimated in bounded memory when they are many. */
final class UniqueViewers {

    private static final int COUNTED = 4096;

    private Set<Long> counted = new HashSet<>(4);
    private @Nullable ViewerSketch sketch;

    void add(long viewerHash) {
        if (sketch != null) {
            sketch.add(viewerHash);
        } else if (counted.add(viewerHash) && counted.size() > COUNTED) {
            ViewerSketch all = new ViewerSketch();
            counted.forEach(all::add);
            sketch = all;
            counted = Set.of();
        }
    }

    long count() {
        return sketch == null ? counted.size() : sketch.estimate();
    }
}
