package dev.turnout.socket.audience;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Leases in the order in which they run out. All are equally long, so that is the order in which they were granted: a
 * linked list, in which granting, renewing and ending cost a few field writes.
 *
 * <p>Its time never runs backwards: when the clock is set back, what a session has waited stays waited.
 */
final class Leases {

    private final long length;
    private @Nullable LeasedSession first;
    private @Nullable LeasedSession last;
    private long latest = Long.MIN_VALUE;
    private long setBack;

    Leases(long length) {
        this.length = length;
    }

    /** A new session, or one that gave a sign of life, has its whole time before it again. */
    void grant(LeasedSession session, long now) {
        boolean waiting = session == first || session.before != null;
        if (waiting) {
            remove(session);
        }
        session.runsOutAt = steady(now) + length;
        session.before = last;
        if (last == null) {
            first = session;
        } else {
            last.after = session;
        }
        last = session;
    }

    /** The next one whose time is over, taken out; null when there is none. */
    @Nullable LeasedSession takeDue(long now) {
        long time = steady(now);
        LeasedSession next = first;
        if (next == null || next.runsOutAt > time) {
            return null;
        }
        remove(next);
        return next;
    }

    /** When the next one runs out, on the clock as it goes now. */
    OptionalLong next() {
        return first == null ? OptionalLong.empty() : OptionalLong.of(endOf(first));
    }

    /** When this one runs out, or ran out, on the clock as it goes now. */
    long endOf(LeasedSession session) {
        return session.runsOutAt - setBack;
    }

    private long steady(long now) {
        if (now < latest) {
            setBack += latest - now;
        }
        latest = now;
        return now + setBack;
    }

    private void remove(LeasedSession session) {
        if (session.before == null) {
            first = session.after;
        } else {
            session.before.after = session.after;
        }
        if (session.after == null) {
            last = session.before;
        } else {
            session.after.before = session.before;
        }
        session.before = null;
        session.after = null;
    }
}
