package dev.turnout.socket.delivery;

import java.util.EnumMap;
import java.util.Map;

/** How many snapshots have each status, and how many were handed over in total. */
final class StatusCounts {

    private long sampled;
    private final Map<SnapshotStatus, Long> counts = new EnumMap<>(SnapshotStatus.class);

    /** New snapshots, which have this status at first. */
    void add(SnapshotStatus status, long number) {
        sampled += number;
        counts.merge(status, number, Long::sum);
    }

    void move(SnapshotStatus from, SnapshotStatus to, long number) {
        counts.merge(from, -number, Long::sum);
        counts.merge(to, number, Long::sum);
    }

    long get(SnapshotStatus status) {
        return counts.getOrDefault(status, 0L);
    }

    long sampled() {
        return sampled;
    }

    /** Snapshots that no status accounts for: 0, unless rows were lost with a damaged file. */
    long unaccounted() {
        return sampled - counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Restores stored totals. */
    void restore(long storedSampled, SnapshotStatus status, long number) {
        sampled = storedSampled;
        counts.put(status, number);
    }

    StatusCounts copy() {
        StatusCounts copy = new StatusCounts();
        copy.sampled = sampled;
        copy.counts.putAll(counts);
        return copy;
    }
}
