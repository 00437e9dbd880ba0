package dev.turnout.engine.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many refused connections may stay open until they have received the reason. Further ones are closed at once, so
 * that refused connections cannot use up memory and file descriptors. Shared by all loops.
 */
final class RejectionSlots {

    private static final int MAX = 256;

    private final AtomicInteger taken = new AtomicInteger();

    boolean tryAcquire() {
        if (taken.incrementAndGet() > MAX) {
            taken.decrementAndGet();
            return false;
        }
        return true;
    }

    void release() {
        taken.decrementAndGet();
    }
}
