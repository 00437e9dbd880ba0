package dev.turnout.socket.audience;

import dev.turnout.model.ViewerSketch;
import org.jspecify.annotations.Nullable;

/**
 * Different viewers: counted while they are few, in a hash table with open addressing because that costs a fifth of a
 * {@code HashSet}, and estimated in bounded memory when they are many. Not thread-safe.
 */
public final class UniqueViewers {

    private static final int COUNTED = 4096;

    /** Hashes, 0 for a free place; at most half full. */
    private long[] table = new long[8];

    private int counted;
    private @Nullable ViewerSketch sketch;

    /**
     * Counts a viewer; again makes no difference.
     *
     * @param viewerHash see {@link ViewerSession#viewerHash}
     * @return false when it certainly made none
     */
    public boolean add(long viewerHash) {
        if (sketch != null) {
            sketch.add(viewerHash);
            return true;
        }
        long hash = viewerHash == 0 ? 1 : viewerHash;
        int place = place(table, hash);
        if (table[place] == hash) {
            return false;
        }
        table[place] = hash;
        counted++;
        if (counted > COUNTED) {
            estimate();
        } else if (2 * counted > table.length) {
            grow();
        }
        return true;
    }

    private void estimate() {
        sketch = sketch();
        table = new long[0];
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (long hash : table) {
            if (hash != 0) {
                larger[place(larger, hash)] = hash;
            }
        }
        table = larger;
    }

    /** Where the hash is, or would be; its high bits tell, as hashes are evenly spread. */
    private static int place(long[] table, long hash) {
        int mask = table.length - 1;
        int place = (int) (hash >>> 40) & mask;
        while (table[place] != 0 && table[place] != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** Exact for the first thousands, within a few percent beyond. */
    public long count() {
        return sketch == null ? counted : sketch.estimate();
    }

    /** What can be merged with what others have seen. Not to be changed. */
    public ViewerSketch sketch() {
        if (sketch != null) {
            return sketch;
        }
        ViewerSketch all = new ViewerSketch();
        for (long hash : table) {
            if (hash != 0) {
                all.add(hash);
            }
        }
        return all;
    }
}
