package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import org.jspecify.annotations.Nullable;

/**
 * A session without a connection whose loss would end it: it watches until its lease ends, {@link Audience#LEASE_MILLIS}
 * after its last request, or {@link Audience#HIDDEN_LEASE_MILLIS} when its page is hidden.
 *
 * <p>The lease continues when the session leaves earlier, so that a limit on the number of leases also bounds how many
 * sessions may join and leave in a minute.
 */
public abstract class LeasedSession extends ViewerSession {

    @Nullable LeaseQueue queue;

    /** On the monotonic clock. */
    long expiresAt;

    @Nullable LeasedSession before;

    @Nullable LeasedSession after;

    /** See {@link ViewerSession#ViewerSession}. */
    protected LeasedSession(
            AuctionId auction, ViewerId viewer, @Nullable String tab, Presence presence, @Nullable String country) {
        super(auction, viewer, tab, presence, country);
    }

    /** See {@link ViewerSession#ViewerSession}. */
    protected LeasedSession(AuctionId auction, ViewerId viewer, @Nullable String tab, Presence presence) {
        this(auction, viewer, tab, presence, null);
    }

    /**
     * The lease has ended. Called once, on the audience thread; must not change the audience.
     *
     * @param expired whether it was watching until now; else it has left before
     */
    protected abstract void leaseEnded(boolean expired);
}
