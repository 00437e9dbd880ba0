package dev.turnout.socket.delivery;

/**
 * The books of delivery: {@code sampled = posted + waiting + set aside + dropped}, at every moment.
 *
 * <p>The first eight figures count since the outbox's directory was made and survive restarts with it; {@code waiting}
 * and {@code setAside} are read again from disk. The others speak of this run. An answer that the backend gave and that
 * a power cut kept from being noted moves a snapshot from posted back to waiting: it is sent once more.
 *
 * @param sampled handed to delivery
 * @param posted answered with 2xx
 * @param waiting on disk or in memory, not yet answered for
 * @param setAside refused for good by the backend and kept
 * @param droppedTooOld kept longer than the outbox may
 * @param droppedTooMany the oldest when the outbox was full
 * @param droppedDamaged found spoilt on disk
 * @param droppedUnwritable not written, because the disk failed until memory was full too, or the server stopped
 * @param inMemory of {@code waiting}: not on disk yet
 * @param diskBytes size of the outbox on disk
 * @param failedPosts attempts that have to be repeated
 * @param failedWrites attempts to write to disk that failed
 * @param backendAway whether several attempts in a row have failed and none succeeded since
 */
public record DeliveryCounts(
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
        boolean backendAway) {

    static final DeliveryCounts NONE = new DeliveryCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);

    public long dropped() {
        return droppedTooOld + droppedTooMany + droppedDamaged + droppedUnwritable;
    }

    /** Snapshots that nobody can account for: 0, or there is a bug. */
    public long unaccounted() {
        return sampled - posted - waiting - setAside - dropped();
    }
}
