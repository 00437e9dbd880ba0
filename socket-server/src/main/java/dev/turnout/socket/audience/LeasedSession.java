package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import org.jspecify.annotations.Nullable;

/**
 * A session without a connection that would tell of its end: it watches for {@link Audience#LEASE_MILLIS} after its last
 * sign of life and not a millisecond more.
 *
 * <p>Its lease runs on when it leaves earlier, so that whoever bounds the number of leases also bounds how many sessions
 * may come and go in a minute.
 */
public abstract class LeasedSession extends ViewerSession {

    /** In the time of {@link Leases}. */
    long runsOutAt;

    @Nullable LeasedSession before;

    @Nullable LeasedSession after;

    /** See {@link ViewerSession#ViewerSession}. */
    protected LeasedSession(AuctionId auction, @Nullable String viewerKey, long viewerHash) {
        super(auction, viewerKey, viewerHash);
    }

    /**
     * Its time is over, once and for all. Runs on the audience thread and must not touch the audience.
     *
     * @param expired whether it was watching until now; else it has left before
     */
    protected abstract void leaseOver(boolean expired);
}
