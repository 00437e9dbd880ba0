package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionMinute;
import java.util.List;

/** Where minutes go. Called on the audience thread, so nothing here may wait for a disk or a network. */
public interface SnapshotSink {

    /** Takes over minutes that are finished. */
    void finished(List<AuctionMinute> minutes);

    /**
     * Keeps the minutes that are not over yet, all auctions of them, in place of those kept before, so that a killed
     * process loses no more than the time since its last sample.
     */
    void unfinished(List<AuctionMinute> minutes);
}
