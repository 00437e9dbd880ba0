package dev.turnout.engine.socketio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;

/**
 * The bounds of connection state recovery in one namespace.
 *
 * @param windowNanos how long after its loss a session can be continued; 0 switches recovery off
 * @param logNanos how long events are kept: longer than the window, since a lost connection is noticed late
 * @param roomBytes bytes of events kept per room
 * @param allRoomsBytes bytes of events kept for all rooms
 * @param sessionBytes bytes kept of the events sent to one session alone
 * @param allSessionsBytes bytes kept of such events of all sessions
 * @param disconnected lost sessions that wait for their clients
 */
record RecoverySettings(
        long windowNanos,
        long logNanos,
        int roomBytes,
        int allRoomsBytes,
        int sessionBytes,
        int allSessionsBytes,
        int disconnected) {

    /** Any client can make the server send to it alone, so these events take a smaller part. */
    private static final int SESSION_PART_OF_ROOM = 16;

    private static final int ALL_SESSIONS_PART_OF_ALL = 8;

    /** At most about 150 bytes each. */
    private static final int MAX_DISCONNECTED = 100_000;

    /** @param namespaces that share the total */
    static RecoverySettings of(Timings timings, Limits limits, int namespaces) {
        long window = timings.recovery().toNanos();
        int total = limits.recoveryTotalBytes() / Math.max(1, namespaces);
        return new RecoverySettings(
                window,
                timings.eventsKept().toNanos(),
                limits.recoveryBytes(),
                total - total / ALL_SESSIONS_PART_OF_ALL,
                limits.recoveryBytes() / SESSION_PART_OF_ROOM,
                total / ALL_SESSIONS_PART_OF_ALL,
                MAX_DISCONNECTED);
    }

    /** For a namespace whose sessions cannot be continued: nothing is kept. */
    RecoverySettings disabled() {
        return new RecoverySettings(0, 0, 0, 0, 0, 0, 0);
    }

    boolean enabled() {
        return windowNanos > 0;
    }
}
