package dev.turnout.socket.audience;

import dev.turnout.model.ViewerSketch;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Different viewers: counted exactly while they are few, estimated in bounded memory when they are many. Not thread-safe.
 */
public final class UniqueViewers {

    private static final int COUNTED = 4096;

    private HashSet64 counted = new HashSet64();
    private @Nullable ViewerSketch sketch;

    /**
     * Counts a viewer; adding the same one again changes nothing.
     *
     * @param viewerHash see {@link ViewerId#hash}
     * @return false when it certainly changed nothing
     */
    public boolean add(long viewerHash) {
        if (sketch != null) {
            sketch.add(viewerHash);
            return true;
        }
        boolean added = counted.add(viewerHash);
        if (counted.size() > COUNTED) {
            sketch = sketch();
            counted = new HashSet64();
        }
        return added;
    }

    /** Exact for the first thousands, within a few percent beyond. */
    public long count() {
        return sketch == null ? counted.size() : sketch.estimate();
    }

    /** What can be merged with the sketches of other servers and minutes. Must not be changed. */
    public ViewerSketch sketch() {
        if (sketch != null) {
            return sketch;
        }
        ViewerSketch all = new ViewerSketch();
        counted.forEach(all::add);
        return all;
    }

    /** Counts all viewers of another one, too. */
    public void addAll(UniqueViewers other) {
        if (other.sketch == null) {
            other.counted.forEach(this::add);
            return;
        }
        ViewerSketch merged = sketch().copy();
        merged.merge(other.sketch);
        sketch = merged;
        counted = new HashSet64();
    }

    /** The hashes of the viewers while they are at most so many; empty when only a sketch can be given. */
    public Optional<long[]> hashes(int most) {
        if (sketch != null || counted.size() > most) {
            return Optional.empty();
        }
        LongStream.Builder hashes = LongStream.builder();
        counted.forEach(hashes::add);
        return Optional.of(hashes.build().toArray());
    }

    /** Those that a sketch stands for. */
    public static UniqueViewers of(ViewerSketch sketch) {
        UniqueViewers viewers = new UniqueViewers();
        viewers.sketch = sketch.copy();
        return viewers;
    }
}
