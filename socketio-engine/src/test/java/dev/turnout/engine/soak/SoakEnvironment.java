package dev.turnout.engine.soak;

import java.util.List;

/**
 * What clients and publishers share.
 *
 * @param windowNanos how long a lost session can be continued
 */
record SoakEnvironment(
        int port,
        SoakHandler handler,
        Published published,
        Violations violations,
        ActionCounts counts,
        Phase.Now phase,
        long windowNanos) {

    static final String PATH = "/soak/";

    /** The room of all clients. */
    static final String ALL = "all";

    /** The rooms that each client gets with its admission, and keeps over a recovery. */
    static final List<String> ADMISSION_ROOMS = List.of(ALL, "room-0");

    /** The rooms that clients join and leave by themselves. */
    static List<String> roomsToMoveTo(Published published) {
        return published.rooms().stream()
                .filter(room -> !ADMISSION_ROOMS.contains(room))
                .toList();
    }
}
