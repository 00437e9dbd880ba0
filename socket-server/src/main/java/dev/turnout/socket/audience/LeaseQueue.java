package dev.turnout.socket.audience;

import org.jspecify.annotations.Nullable;

/**
 * Leases of one length in the order in which they expire: a linked list, in which granting, renewing and ending cost a
 * few field writes. Renewals arrive almost in the order of their times, so the place of each is found from the end.
 */
final class LeaseQueue {

    private final long length;
    private @Nullable LeasedSession first;
    private @Nullable LeasedSession last;

    LeaseQueue(long length) {
        this.length = length;
    }

    @Nullable LeasedSession first() {
        return first;
    }

    /** @param now on the monotonic clock */
    void add(LeasedSession session, long now) {
        session.queue = this;
        session.expiresAt = now + length;
        LeasedSession before = last;
        while (before != null && before.expiresAt > session.expiresAt) {
            before = before.before;
        }
        LeasedSession after = before == null ? first : before.after;
        session.before = before;
        session.after = after;
        if (before == null) {
            first = session;
        } else {
            before.after = session;
        }
        if (after == null) {
            last = session;
        } else {
            after.before = session;
        }
    }

    void remove(LeasedSession session) {
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
        session.queue = null;
        session.before = null;
        session.after = null;
    }
}
