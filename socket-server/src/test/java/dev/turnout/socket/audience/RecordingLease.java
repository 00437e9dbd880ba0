package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import org.jspecify.annotations.Nullable;

/** A session without a connection that notes how its lease ended. */
public final class RecordingLease extends LeasedSession {

    int over;
    boolean expired;

    public RecordingLease(AuctionId auction, @Nullable String viewerKey, long viewerHash) {
        super(auction, viewerKey, viewerHash);
    }

    @Override
    protected void leaseOver(boolean hasExpired) {
        over++;
        expired = hasExpired;
    }
}
