package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.EngineIoSession;
import org.jspecify.annotations.Nullable;

/**
 * A session's place in a room on its loop. Confined to the loop. Holds the fields that a broadcast needs of each member:
 * with thousands of members each further object is a cache miss.
 */
final class Membership {

    final SocketIoSession session;
    final LoopRoom room;
    final EngineIoSession connection;
    final boolean recoverable;

    /** Events up to this sequence were emitted before the session joined, and are not for it. */
    final long joinedAt;

    /** The session's next membership. */
    @Nullable Membership next;

    /** The index in the room's array. */
    int index;

    Membership(SocketIoSession session, LoopRoom room, long joinedAt, @Nullable Membership next) {
        this.session = session;
        this.room = room;
        this.connection = session.connection().engineSession();
        this.recoverable = session.isRecoverable();
        this.joinedAt = joinedAt;
        this.next = next;
    }
}
