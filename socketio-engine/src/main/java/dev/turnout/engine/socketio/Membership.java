package dev.turnout.engine.socketio;

import org.jspecify.annotations.Nullable;

/** A session's place in a room on its loop. Confined to the loop. */
final class Membership {

    final SocketIoSession session;
    final LoopRoom room;

    /** Events up to this one were emitted before the session joined, and are not for it. */
    final long joinedAt;

    /** The session's next membership. */
    @Nullable Membership next;

    /** The place in the room's array. */
    int index;

    /** Whether an event that its loop comes to is for it: neither emitted before it joined, nor caught up with. */
    boolean gets(long sequence) {
        return sequence > joinedAt && sequence > session.caughtUpTo();
    }

    Membership(SocketIoSession session, LoopRoom room, long joinedAt, @Nullable Membership next) {
        this.session = session;
        this.room = room;
        this.joinedAt = joinedAt;
        this.next = next;
    }
}
