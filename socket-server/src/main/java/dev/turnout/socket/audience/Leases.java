package dev.turnout.socket.audience;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The leases of all sessions, of two lengths. Times are on the monotonic clock. */
final class Leases {

    private final LeaseQueue visible;
    private final LeaseQueue hidden;

    Leases(long length, long hiddenLength) {
        visible = new LeaseQueue(length);
        hidden = new LeaseQueue(hiddenLength);
    }

    /** A new session, or one that has sent a request, gets a lease of full length. */
    void grant(LeasedSession session, boolean isHidden, long now) {
        if (session.queue != null) {
            session.queue.remove(session);
        }
        (isHidden ? hidden : visible).add(session, now);
    }

    /** The next lease that has ended by now, taken out; null when there is none. */
    @Nullable LeasedSession takeExpired(long now) {
        LeasedSession next = next();
        if (next == null || next.queue == null || next.expiresAt > now) {
            return null;
        }
        next.queue.remove(next);
        return next;
    }

    /** When the next lease ends. */
    OptionalLong nextExpiry() {
        LeasedSession next = next();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.expiresAt);
    }

    private @Nullable LeasedSession next() {
        LeasedSession one = visible.first();
        LeasedSession other = hidden.first();
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.expiresAt <= other.expiresAt ? one : other;
    }
}
