package dev.turnout.engine.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of HTTP answers that wait for slow clients, on all loops together. Any thread. */
final class ResponseBudget {

    static final long MAX_BYTES = 32L * 1024 * 1024;

    private final AtomicLong waiting = new AtomicLong();

    /** Takes bytes, to be given back with {@link #release}; false when that would exceed the budget. */
    boolean tryAcquire(long bytes) {
        if (waiting.addAndGet(bytes) > MAX_BYTES) {
            release(bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        waiting.addAndGet(-bytes);
    }
}
