package dev.turnout.socket.sampling;

import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.HashSet64;
import dev.turnout.socket.audience.UniqueViewers;
import dev.turnout.socket.audience.ViewerSession;
import org.jspecify.annotations.Nullable;

/**
 * Different viewers with a session on this server in one minute: those present when it began, and those who joined
 * and had not been there before in this minute. Counted, also when they are many; the sketch beside it is for merging.
 */
final class UniqueInMinute {

    private final HashSet64 seenAndLeft = new HashSet64();
    private final UniqueViewers seen = new UniqueViewers();
    private int count;

    /** Cached: it is read with every sample and rarely changes between two. */
    private @Nullable String sketch;

    /** A minute that begins with these sessions, of this many viewers. */
    UniqueInMinute(int viewers, AuctionRoom room) {
        count = viewers;
        room.forEachSession(session -> seen.add(session.viewerHash()));
    }

    void add(Change change) {
        if (change instanceof Change.Joined joined && joined.firstOfViewer()) {
            see(joined.session());
            if (!seenAndLeft.contains(joined.session().viewerHash())) {
                count++;
            }
        } else if (change instanceof Change.Left left && left.lastOfViewer()) {
            see(left.session());
            seenAndLeft.add(left.session().viewerHash());
        }
    }

    private void see(ViewerSession session) {
        if (seen.add(session.viewerHash())) {
            sketch = null;
        }
    }

    int count() {
        return count;
    }

    String sketch() {
        if (sketch == null) {
            sketch = seen.sketch().encode();
        }
        return sketch;
    }
}
