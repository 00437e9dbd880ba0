package dev.turnout.bench.server;

import java.util.Locale;

/** When a room is told its count. */
public enum Counter {
    /** At each join and each leave, the usual way: a crowd of n costs n² / 2 frames. */
    EACH,
    /** At most once per {@link RoomCounts#INTERVAL}, the newest; who joins is told at once. */
    INTERVAL;

    /** The word for it on a peer's command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
