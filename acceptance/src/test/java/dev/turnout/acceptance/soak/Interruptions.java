package dev.turnout.acceptance.soak;

import java.util.concurrent.atomic.AtomicInteger;

/** When something was interrupted that may end connections or sessions. Any thread. */
final class Interruptions {

    /** Increases at the begin and at the end of each interruption: odd during one. */
    private final AtomicInteger changes = new AtomicInteger();

    /** The present time, for {@link #noneSince}. */
    int now() {
        return changes.get();
    }

    /** Whether there has been no interruption since {@link #now} returned this. */
    boolean noneSince(int time) {
        return time % 2 == 0 && time == changes.get();
    }

    void begin() {
        changes.incrementAndGet();
    }

    void end() {
        changes.incrementAndGet();
    }
}
