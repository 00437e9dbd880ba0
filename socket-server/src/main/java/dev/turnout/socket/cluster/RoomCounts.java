package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Counts by room, without rooms of count 0, and a digest that two nodes compare. */
final class RoomCounts {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Map<AuctionId, Integer> counts = new HashMap<>();
    private long digest;

    /** @return the count before */
    int set(AuctionId room, int count) {
        Integer before = count == 0 ? counts.remove(room) : counts.put(room, count);
        if (before != null) {
            digest -= hash(room, before);
        }
        if (count != 0) {
            digest += hash(room, count);
        }
        return before == null ? 0 : before;
    }

    int get(AuctionId room) {
        return counts.getOrDefault(room, 0);
    }

    int sum() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    Map<AuctionId, Integer> asMap() {
        return Collections.unmodifiableMap(counts);
    }

    /** Sum of a 64-bit hash of each entry: independent of the order, updated with each change. */
    long digest() {
        return digest;
    }

    private static long hash(AuctionId room, int count) {
        long hash = FNV_OFFSET;
        String id = room.value();
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * FNV_PRIME;
        }
        return mix(hash ^ mix(count));
    }

    /** Finalizer of MurmurHash3: every bit of the input changes half of the output's bits. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
