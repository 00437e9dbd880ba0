package dev.turnout.engine.loop;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All deadlines of one event loop behind a single timer: no timer per connection, whatever their number. Confined to its
 * loop.
 */
public final class LoopDeadlines {

    /** Expiries closer together than this share one wake-up. */
    private static final long GRANULARITY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventExecutor loop;
    private final Ticker ticker;
    private final List<DeadlineQueue> queues = new ArrayList<>();
    private boolean waking;
    private long wakeAt;

    public LoopDeadlines(EventExecutor loop, Ticker ticker) {
        this.loop = loop;
        this.ticker = ticker;
    }

    /** A queue of its own for everything that waits this long. */
    public DeadlineQueue queue(Duration delay) {
        DeadlineQueue queue = new DeadlineQueue(this, delay.toNanos());
        queues.add(queue);
        return queue;
    }

    public long now() {
        return ticker.nanoTime();
    }

    void wakeAt(long nanos) {
        if (waking && wakeAt - nanos <= 0) {
            return;
        }
        waking = true;
        wakeAt = nanos;
        long delay = Math.max(GRANULARITY_NANOS, nanos - now());
        loop.schedule(() -> expire(nanos), delay, TimeUnit.NANOSECONDS);
    }

    private void expire(long scheduledFor) {
        if (!waking || wakeAt != scheduledFor) {
            return; // an earlier wake-up has taken this one's place
        }
        waking = false;
        boolean failed = true;
        try {
            expireAll();
            failed = false;
        } finally {
            if (failed) {
                wakeAt(now()); // the loop logs the failure; the others still have their turn
            }
        }
    }

    private void expireAll() {
        boolean any = false;
        long next = 0;
        for (DeadlineQueue queue : queues) {
            long at = queue.expire();
            if (!any || at - next < 0) {
                next = at;
                any = true;
            }
        }
        if (any && next - now() < Long.MAX_VALUE / 4) {
            wakeAt(next);
        }
    }
}
