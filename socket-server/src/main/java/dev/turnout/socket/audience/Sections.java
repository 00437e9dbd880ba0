package dev.turnout.socket.audience;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many of a room's sessions look at which section of the auction. */
final class Sections {

    /** More than a catalogue has chapters; clients choose the names, so their number has a bound. */
    static final int MOST = 200;

    private final Map<String, Integer> sessions = new TreeMap<>();

    /** False when a session that looks at {@code from} cannot move there, since there are too many sections. */
    boolean accepts(@Nullable String from, @Nullable String section) {
        return section == null
                || sessions.containsKey(section)
                || sessions.size() < MOST
                || (from != null && sessions.getOrDefault(from, 0) == 1);
    }

    void enter(@Nullable String section) {
        if (section != null) {
            sessions.merge(section, 1, Integer::sum);
        }
    }

    void leave(@Nullable String section) {
        if (section != null) {
            sessions.computeIfPresent(section, (name, count) -> count == 1 ? null : count - 1);
        }
    }

    Map<String, Integer> counts() {
        return Collections.unmodifiableMap(sessions);
    }
}
