package dev.turnout.socket.audience;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many of a room's sessions look at which section of the auction. */
final class Sections {

    /** More than a catalogue has chapters; clients choose the names, so their number has a bound. */
    static final int MOST = 200;

    private final NamedCounts sessions = new NamedCounts();

    /** False when a session that looks at {@code from} cannot move there, since there are too many sections. */
    boolean accepts(@Nullable String from, @Nullable String section) {
        return section == null
                || sessions.of(section) > 0
                || sessions.counts().size() < MOST
                || (from != null && sessions.of(from) == 1);
    }

    void enter(@Nullable String section) {
        sessions.add(section);
    }

    void leave(@Nullable String section) {
        sessions.remove(section);
    }

    Map<String, Integer> counts() {
        return sessions.counts();
    }
}
