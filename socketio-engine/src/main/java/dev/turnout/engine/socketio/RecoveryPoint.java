package dev.turnout.engine.socketio;

import java.util.List;

/**
 * The position from which a returning client continues: read from an authentic {@code pid} and the offset beside it.
 *
 * @param pid as the client sent it; it gets the same again, by which it recognises the recovery
 * @param id public id of the session
 * @param roomsHash {@link #hash} of the rooms that the session began with
 * @param lastReceived every event after it has been missed
 */
record RecoveryPoint(String pid, String id, int roomsHash, Offset lastReceived) {

    /** Distinguishes lists of rooms; not secret, since the pid is authenticated as a whole. */
    static int hash(List<String> rooms) {
        return rooms.hashCode();
    }

    boolean isFor(List<String> rooms) {
        return roomsHash == hash(rooms);
    }
}
