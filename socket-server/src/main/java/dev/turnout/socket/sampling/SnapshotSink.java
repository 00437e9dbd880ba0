package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import java.util.List;

/** Receives minutes. Called on the audience thread, so an implementation must not wait for a disk or a network. */
public interface SnapshotSink {

    /** Takes over minutes that are finished. */
    void finished(List<AuctionMinute> minutes);

    /**
     * Stores the draft, which is the unfinished minute of all auctions, in place of the one stored before, so that a killed
     * process loses no more than the time since its last sample.
     */
    void draft(List<AuctionMinute> minutes);

    /**
     * Whether the unfinished minute of an auction belongs to the draft; the others are not passed on.
     *
     * @param start of the minute, milliseconds since the epoch
     */
    default boolean storesDraft(AuctionId auction, long start) {
        return true;
    }
}
