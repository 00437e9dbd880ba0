package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;

/** Where finished minutes go. */
@FunctionalInterface
public interface SnapshotSink {

    /**
     * Takes a snapshot over; when this returns it is on disk. Called on the snapshots thread, never the audience thread;
     * may block and may throw, then it is asked again.
     */
    void accept(AuctionId id, Snapshot snapshot);
}
