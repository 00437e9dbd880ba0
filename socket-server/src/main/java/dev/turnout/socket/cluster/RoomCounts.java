package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Hashes;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Counts by room, without rooms of count 0, and a digest that two nodes compare. */
final class RoomCounts {

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
        return Hashes.mix(Hashes.of(room.value()) ^ Hashes.mix(count));
    }
}
