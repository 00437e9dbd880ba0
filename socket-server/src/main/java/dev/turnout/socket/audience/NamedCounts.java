package dev.turnout.socket.audience;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many sessions have which name, for example of a section or a country; a name without a session is absent. */
public final class NamedCounts {

    private final Map<String, Integer> sessions;

    NamedCounts() {
        this(Map.of());
    }

    /** @param sessions to begin with; copied */
    public NamedCounts(Map<String, Integer> sessions) {
        this.sessions = new TreeMap<>(sessions);
    }

    /** Null is no name. */
    public void add(@Nullable String name) {
        if (name != null) {
            sessions.merge(name, 1, Integer::sum);
        }
    }

    /** Null is no name. */
    public void remove(@Nullable String name) {
        if (name != null) {
            sessions.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    int of(String name) {
        return sessions.getOrDefault(name, 0);
    }

    /** A view. */
    public Map<String, Integer> counts() {
        return Collections.unmodifiableMap(sessions);
    }
}
