package dev.turnout.bench.server;

import java.util.Locale;

/** When a room is sent its count. */
public enum Counter {
    /** At each join and each leave, the usual way: n joins cost n² / 2 frames. */
    EACH,
    /** At most once per {@link CountPerRoom#INTERVAL}, the newest; a session that joins gets it at once. */
    INTERVAL;

    /** The word for it on a peer's command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
