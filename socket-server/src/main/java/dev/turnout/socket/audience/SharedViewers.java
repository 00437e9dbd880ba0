package dev.turnout.socket.audience;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The viewers with a key that a room has on this server, by their hash, when viewers are counted over several servers. One
 * that has sessions on two servers is counted at one of them, and elsewhere for the other. Each viewer is in one of two
 * sets, so the number of those counted here cannot be negative.
 */
final class SharedViewers {

    private final Set<Long> here = new HashSet<>();
    private final Set<Long> elsewhere = new HashSet<>();

    /** A viewer is counted here until another server is found to count it. */
    void add(long viewerHash) {
        here.add(viewerHash);
    }

    void remove(long viewerHash) {
        here.remove(viewerHash);
        elsewhere.remove(viewerHash);
    }

    /** False when nothing changes, for example because the viewer has left. */
    boolean count(long viewerHash, boolean isElsewhere) {
        return isElsewhere ? move(viewerHash, here, elsewhere) : move(viewerHash, elsewhere, here);
    }

    private static boolean move(long viewerHash, Set<Long> from, Set<Long> to) {
        return from.remove(viewerHash) && to.add(viewerHash);
    }

    int countedElsewhere() {
        return elsewhere.size();
    }

    /** Each viewer's hash, and whether it is counted elsewhere. */
    void forEach(BiConsumer<Long, Boolean> each) {
        here.forEach(hash -> each.accept(hash, false));
        elsewhere.forEach(hash -> each.accept(hash, true));
    }
}
