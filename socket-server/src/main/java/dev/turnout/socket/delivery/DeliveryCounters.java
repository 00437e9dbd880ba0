package dev.turnout.socket.delivery;

/**
 * Counters of delivery at one moment: {@code sampled = posted + waiting + setAside + dropped}.
 *
 * <p>The first eight count since the database was made and survive restarts with it. The others count since the start of
 * the process. A kill between an answer of the backend and the commit that records it leaves the snapshot waiting: it is
 * sent again, and the backend recognizes it.
 *
 * @param sampled handed to delivery
 * @param posted accepted by the backend
 * @param waiting on disk or in memory, neither accepted nor refused
 * @param setAside refused by the backend and stored for a later attempt
 * @param droppedTooOld older than the outbox keeps
 * @param droppedTooMany the oldest ones when a bound was reached
 * @param droppedDamaged damaged on disk
 * @param droppedUnwritable refused by the disk until memory was full or the server stopped
 * @param inMemory of {@code waiting}: not on disk yet
 * @param diskBytes size of the database
 * @param failedPosts attempts that are repeated
 * @param failedWrites transactions that failed
 * @param damagedDatabases database files that were moved aside
 * @param backendUnavailable whether several attempts in a row have failed and none succeeded since
 */
public record DeliveryCounters(
        long sampled,
        long posted,
        long waiting,
        long setAside,
        long droppedTooOld,
        long droppedTooMany,
        long droppedDamaged,
        long droppedUnwritable,
        long inMemory,
        long diskBytes,
        long failedPosts,
        long failedWrites,
        long damagedDatabases,
        boolean backendUnavailable) {

    static final DeliveryCounters NONE = new DeliveryCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);

    public long dropped() {
        return droppedTooOld + droppedTooMany + droppedDamaged + droppedUnwritable;
    }

    /** Snapshots that no status accounts for: 0, or there is a bug. */
    public long unaccounted() {
        return sampled - posted - waiting - setAside - dropped();
    }
}
