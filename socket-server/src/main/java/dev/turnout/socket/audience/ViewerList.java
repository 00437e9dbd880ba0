package dev.turnout.socket.audience;

import dev.turnout.socket.audience.RoomDetail.Listed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of a room that may be shown by name, newest first. Two levels of linked lists: an entry for each viewer, and
 * in each entry the viewer's sessions that may be shown. Adding, changing and removing a session cost a few field writes
 * and, for a viewer with a key, one hash look-up.
 *
 * <p>A viewer is listed from the moment the first session may be shown until the last one may not any more; a second tab
 * does not move the viewer to the top. The fields shown are those of the viewer's most recent session.
 */
final class ViewerList {

    private final Map<String, Entry> byKey = new HashMap<>(2);
    private @Nullable Entry newest;

    /** Adds, changes or removes the session, depending on its presence. */
    void update(ViewerSession session, long now) {
        Place place = session.listPlace();
        if (place != null) {
            remove(session, place);
        }
        if (session.watching() && session.presence().isListed()) {
            add(session, place == null ? now : place.entry.since, place);
        } else if (place != null) {
            dropIfEmpty(place.entry);
        }
    }

    private void add(ViewerSession session, long since, @Nullable Place before) {
        Entry entry = before == null ? entry(session.viewerKey(), since) : before.entry;
        Place place = new Place(session, entry);
        place.older = entry.latest;
        if (entry.latest != null) {
            entry.latest.newer = place;
        }
        entry.latest = place;
        session.listAt(place);
    }

    private Entry entry(@Nullable String key, long since) {
        Entry known = key == null ? null : byKey.get(key);
        if (known != null) {
            return known;
        }
        Entry entry = new Entry(key, since);
        entry.older = newest;
        if (newest != null) {
            newest.newer = entry;
        }
        newest = entry;
        if (key != null) {
            byKey.put(key, entry);
        }
        return entry;
    }

    private static void remove(ViewerSession session, Place place) {
        if (place.newer == null) {
            place.entry.latest = place.older;
        } else {
            place.newer.older = place.older;
        }
        if (place.older != null) {
            place.older.newer = place.newer;
        }
        session.listAt(null);
    }

    private void dropIfEmpty(Entry entry) {
        if (entry.latest != null) {
            return;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
        if (entry.older != null) {
            entry.older.newer = entry.newer;
        }
        if (entry.key != null) {
            byKey.remove(entry.key);
        }
    }

    List<Listed> newest(int most) {
        List<Listed> listed = new ArrayList<>(most);
        for (Entry entry = newest; entry != null && listed.size() < most; entry = entry.older) {
            ViewerSession latest = Objects.requireNonNull(entry.latest).session;
            Presence shown = latest.presence();
            listed.add(new Listed(
                    latest.viewerHash(),
                    new ListedViewer(
                            Objects.requireNonNull(shown.name()), shown.avatar(), shown.section(), entry.since)));
        }
        return listed;
    }

    /** One viewer. */
    private static final class Entry {
        private final @Nullable String key;
        private final long since;
        private @Nullable Entry newer;
        private @Nullable Entry older;
        private @Nullable Place latest;

        private Entry(@Nullable String key, long since) {
            this.key = key;
            this.since = since;
        }
    }

    /** One session of a viewer. */
    static final class Place {
        private final ViewerSession session;
        private final Entry entry;
        private @Nullable Place newer;
        private @Nullable Place older;

        private Place(ViewerSession session, Entry entry) {
            this.session = session;
            this.entry = entry;
        }
    }
}
