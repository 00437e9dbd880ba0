package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import org.jspecify.annotations.Nullable;

/** A session without a connection that records how its lease ended. */
public final class RecordingLease extends LeasedSession {

    int ended;
    boolean expired;

    public RecordingLease(AuctionId auction, @Nullable String viewerKey, long viewerHash) {
        super(auction, new ViewerId(viewerKey, viewerHash), null, Presence.NONE);
    }

    @Override
    protected void leaseEnded(boolean hasExpired) {
        ended++;
        expired = hasExpired;
    }
}
