package dev.turnout.socket.audience;

import java.util.function.LongConsumer;

/**
 * A set of evenly spread 64-bit hashes with open addressing, at most half full, which costs a fifth of a {@code HashSet}.
 * Not thread-safe.
 */
public final class HashSet64 {

    /** 0 for a free slot; the hash 0 is stored as 1. */
    private long[] table = new long[8];

    private int size;

    public int size() {
        return size;
    }

    /** False when the set had it already. */
    public boolean add(long hash) {
        long stored = stored(hash);
        int place = place(table, stored);
        if (table[place] == stored) {
            return false;
        }
        table[place] = stored;
        size++;
        if (2 * size > table.length) {
            grow();
        }
        return true;
    }

    public boolean contains(long hash) {
        long stored = stored(hash);
        return table[place(table, stored)] == stored;
    }

    void forEach(LongConsumer visitor) {
        for (long hash : table) {
            if (hash != 0) {
                visitor.accept(hash);
            }
        }
    }

    private static long stored(long hash) {
        return hash == 0 ? 1 : hash;
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

    /** Where the hash is, or would be. Its high bits choose the first slot, as hashes are evenly spread. */
    private static int place(long[] table, long hash) {
        int mask = table.length - 1;
        int place = (int) (hash >>> 32) & mask;
        while (table[place] != 0 && table[place] != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }
}
