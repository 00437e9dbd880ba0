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

    private @Nullable ViewerSession[] slots = new ViewerSession[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** False when it is, or has been, in a set. */
    boolean add(ViewerSession session) {
        if (!session.mayJoin()) {
            return false;
        }
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size * 2);
        }
        slots[size] = session;
        session.setIndex(size++);
        return true;
    }

    /** False when it is not in here. */
    boolean remove(ViewerSession session) {
        int index = session.index();
        if (index < 0 || index >= size || slots[index] != session) {
            return false;
        }
        size--;
        ViewerSession last = slots[size];
        slots[size] = null;
        if (last != null && last != session) {
            slots[index] = last;
            last.setIndex(index);
        }
        session.end();
        shrink();
        return true;
    }

    void forEach(Consumer<ViewerSession> visitor) {
        for (int i = 0; i < size; i++) {
            ViewerSession session = slots[i];
            if (session != null) {
                visitor.accept(session);
            }
        }
    }

    private void shrink() {
        if (slots.length > SMALLEST && size <= slots.length / 4) {
            slots = Arrays.copyOf(slots, Math.max(SMALLEST, slots.length / 2));
        }
    }
}
