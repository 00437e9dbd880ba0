package dev.turnout.socket.sampling;

import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.NamedCounts;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sessions by section or country at the last sample. A sample may be taken late, so each change is applied here. */
final class NamedSample {

    private final NamedCounts sessions;
    private final Function<Change, @Nullable String> left;
    private final Function<Change, @Nullable String> entered;
    private @Nullable Map<String, Integer> sampled;

    /**
     * @param sessions of the room after its first change
     * @param left the name that has one session less by a change
     * @param entered the name that has one session more by a change
     */
    NamedSample(
            Map<String, Integer> sessions,
            Function<Change, @Nullable String> left,
            Function<Change, @Nullable String> entered) {
        this.sessions = new NamedCounts(sessions);
        this.left = left;
        this.entered = entered;
    }

    void change(Change change) {
        sessions.add(entered.apply(change));
        sessions.remove(left.apply(change));
    }

    void sample() {
        Map<String, Integer> counts = sessions.counts();
        sampled = counts.isEmpty() ? null : Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /** Null when no session has a name. */
    @Nullable Map<String, Integer> sampled() {
        return sampled;
    }
}
