package dev.turnout.socket.sampling;

import dev.turnout.model.ViewerSketch;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.Room;
import java.util.HashSet;
import java.util.Set;

/**
 * Different viewers with a session on this server in one minute: those who were there when it began, and those who came
 * and had not been there before in this minute. Counted, not estimated; the sketch beside it is for merging.
 */
final class UniqueInMinute {

    private final Set<String> seenAndGone = new HashSet<>(4);
    private final ViewerSketch sketch = new ViewerSketch();
    private int count;

    /** A minute that begins with these sessions, of this many viewers. */
    UniqueInMinute(int viewers, Room room) {
        count = viewers;
        room.forEachSession(session -> sketch.add(session.viewerHash()));
    }

    void add(Change change) {
        if (change instanceof Change.Joined joined && joined.firstOfViewer()) {
            sketch.add(joined.session().viewerHash());
            String key = joined.session().viewerKey();
            if (key == null || !seenAndGone.contains(key)) {
                count++;
            }
        } else if (change instanceof Change.Left left && left.lastOfViewer()) {
            sketch.add(left.session().viewerHash());
            String key = left.session().viewerKey();
            if (key != null) {
                seenAndGone.add(key);
            }
        }
    }

    int count() {
        return count;
    }

    ViewerSketch sketch() {
        return sketch;
    }
}
