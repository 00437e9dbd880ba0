package dev.turnout.socket.audience;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The viewers of a room's sessions: one for each key, and one for each session without a key. */
final class Viewers {

    private final Map<String, Viewer> keyed = new HashMap<>();
    private int alone;

    int count() {
        return keyed.size() + alone;
    }

    /** Adds one session of this viewer. */
    Arrival add(@Nullable String key) {
        if (key == null) {
            alone++;
            return Arrival.ALONE;
        }
        Viewer viewer = keyed.computeIfAbsent(key, Viewer::new);
        viewer.sessions++;
        return new Arrival(viewer.key, viewer.sessions == 1);
    }

    /** Removes one session of this viewer; true when it was the last one. */
    boolean remove(@Nullable String key) {
        if (key == null) {
            alone--;
            return true;
        }
        Viewer viewer = keyed.get(key);
        if (viewer == null || --viewer.sessions > 0) {
            return false;
        }
        keyed.remove(key);
        return true;
    }

    /**
     * @param internedKey the one copy of the key that is kept
     * @param first whether the viewer had no other session
     */
    record Arrival(@Nullable String internedKey, boolean first) {
        static final Arrival ALONE = new Arrival(null, true);
    }

    private static final class Viewer {
        private final String key;
        private int sessions;

        private Viewer(String key) {
            this.key = key;
        }
    }
}
