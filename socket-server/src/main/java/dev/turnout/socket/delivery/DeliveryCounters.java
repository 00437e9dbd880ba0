package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.StatusCounts.Status;

/**
 * Counters of delivery at one moment: {@code sampled = posted + waiting + setAside + dropped}.
 *
 * <p>A kill between an answer of the backend and the commit that records it leaves the snapshot waiting: it is sent again,
 * and the backend recognizes it.
 *
 * @param snapshots since the database was made, also before a restart
 * @param inMemory of those that wait: not on disk yet
 * @param diskBytes size of the database
 * @param failedPosts attempts that are repeated, since the start of the process as all that follow
 * @param failedWrites transactions that failed
 * @param damagedDatabases database files that were moved aside
 * @param backendUnavailable whether several attempts in a row have failed and none succeeded since
 */
public record DeliveryCounters(
        StatusCounts snapshots,
        long inMemory,
        long diskBytes,
        long failedPosts,
        long failedWrites,
        long damagedDatabases,
        boolean backendUnavailable) {

    static final DeliveryCounters NONE = new DeliveryCounters(StatusCounts.NONE, 0, 0, 0, 0, 0, false);

    public long sampled() {
        return snapshots.sampled();
    }

    public long waiting() {
        return snapshots.get(Status.WAITING);
    }

    public long posted() {
        return snapshots.get(Status.POSTED);
    }

    public long setAside() {
        return snapshots.get(Status.SET_ASIDE);
    }
}
