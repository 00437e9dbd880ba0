package dev.turnout.engine.soak;

import java.util.List;
import java.util.Set;

/**
 * The state of a client at a moment.
 *
 * @param missing what it has not received yet, in words
 * @param sent how many messages the server has to have received
 */
record ClientSnapshot(State state, String who, String id, Set<String> rooms, List<String> missing, long sent) {

    enum State {
        DISCONNECTED,
        CONNECTING,
        CONNECTED,
        /** Its connection is open, and it neither reads nor answers. */
        UNRESPONSIVE
    }
}
