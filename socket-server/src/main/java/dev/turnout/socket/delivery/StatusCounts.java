package dev.turnout.socket.delivery;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many snapshots have each status. Immutable.
 *
 * @param sampled how many were handed over in total
 */
public record StatusCounts(long sampled, Map<Status, Long> counts) {

    /** Every snapshot that was handed to delivery has exactly one status at any moment. */
    public enum Status {
        /** Stored, and not yet accepted or refused by the backend. */
        WAITING,
        /** The backend has it. */
        POSTED,
        /** The backend refused it; stored for a later attempt. */
        SET_ASIDE,
        /** Dropped: older than {@code OUTBOX_MAX_AGE}. */
        TOO_OLD,
        /** Dropped: the oldest ones when a bound on disk space or on set-aside snapshots was reached. */
        TOO_MANY,
        /** Dropped: its bytes on disk were damaged. */
        DAMAGED,
        /** Dropped: the disk refused it until memory was full too, or until the server stopped. */
        UNWRITABLE
    }

    static final StatusCounts NONE = new StatusCounts(0, Map.of());

    public long get(Status status) {
        return counts.getOrDefault(status, 0L);
    }

    /** With new snapshots, which have this status at first. */
    StatusCounts plus(Status status, long number) {
        Map<Status, Long> sums = new EnumMap<>(Status.class);
        sums.putAll(counts);
        sums.merge(status, number, Long::sum);
        return new StatusCounts(sampled + number, sums);
    }

    StatusCounts move(Status from, Status to, long number) {
        return plus(from, -number).plus(to, number);
    }

    /** Number of snapshots that were lost. */
    public long dropped() {
        return get(Status.TOO_OLD) + get(Status.TOO_MANY) + get(Status.DAMAGED) + get(Status.UNWRITABLE);
    }

    /** Snapshots that no status accounts for: 0, unless rows were lost with a damaged file. */
    public long unaccounted() {
        return sampled - counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
