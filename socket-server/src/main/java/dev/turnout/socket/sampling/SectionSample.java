package dev.turnout.socket.sampling;

import dev.turnout.socket.audience.Change;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sessions by section at the last sample. A sample may be taken late, so each change is applied here. */
final class SectionSample {

    private final Map<String, Integer> sessions;
    private @Nullable Map<String, Integer> sampled;

    /** @param sections of the room after its first change */
    SectionSample(Map<String, Integer> sections) {
        sessions = new TreeMap<>(sections);
    }

    void change(Change change) {
        String entered = change.sectionEntered();
        if (entered != null) {
            sessions.merge(entered, 1, Integer::sum);
        }
        String left = change.sectionLeft();
        if (left != null) {
            sessions.computeIfPresent(left, (name, count) -> count == 1 ? null : count - 1);
        }
    }

    void sample() {
        sampled = sessions.isEmpty() ? null : Collections.unmodifiableMap(new TreeMap<>(sessions));
    }

    /** Null when no session named a section. */
    @Nullable Map<String, Integer> sampled() {
        return sampled;
    }
}
