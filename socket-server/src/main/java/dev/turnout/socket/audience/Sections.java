package dev.turnout.socket.audience;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many of a room's sessions look at which part of the auction. */
final class Sections {

    /** More than a catalogue has chapters; names come from anybody, so they must have a bound. */
    static final int MOST = 200;

    private final Map<String, Integer> sessions = new TreeMap<>();

    /** @return what the session looks at from now on: nothing, if there are too many sections for a new one */
    @Nullable String enter(@Nullable String section) {
        if (section == null || (sessions.size() == MOST && !sessions.containsKey(section))) {
            return null;
        }
        sessions.merge(section, 1, Integer::sum);
        return section;
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
