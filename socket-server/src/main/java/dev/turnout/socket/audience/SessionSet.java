package dev.turnout.socket.audience;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of sessions in an array. Each session stores its own index, so adding and removing need no search and no hash;
 * the array costs four to sixteen bytes a session. A session is in one set at most, and at most once.
 */
final class SessionSet {

    private static final int SMALLEST = 4;

    private @Nullable ViewerSession[] places = new ViewerSession[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** False when it is, or has been, in a set. */
    boolean add(ViewerSession session) {
        if (!session.mayJoin()) {
            return false;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        places[size] = session;
        session.moveTo(size++);
        return true;
    }

    /** False when it is not in here. */
    boolean remove(ViewerSession session) {
        int place = session.place();
        if (place < 0 || place >= size || places[place] != session) {
            return false;
        }
        size--;
        ViewerSession last = places[size];
        places[size] = null;
        if (last != null && last != session) {
            places[place] = last;
            last.moveTo(place);
        }
        session.end();
        shrink();
        return true;
    }

    void forEach(Consumer<ViewerSession> visitor) {
        for (int i = 0; i < size; i++) {
            ViewerSession session = places[i];
            if (session != null) {
                visitor.accept(session);
            }
        }
    }

    private void shrink() {
        if (places.length > SMALLEST && size <= places.length / 4) {
            places = Arrays.copyOf(places, Math.max(SMALLEST, places.length / 2));
        }
    }
}
