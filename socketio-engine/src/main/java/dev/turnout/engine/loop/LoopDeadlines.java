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

    private final EventExecutor loop;
    private final Ticker ticker;
    private final long granularityNanos;
    private final List<DeadlineQueue> queues = new ArrayList<>();
    private boolean waking;
    private long wakeAt;

    /** @param granularity how late an expiry may be, so that many share one wake-up */
    public LoopDeadlines(EventExecutor loop, Ticker ticker, Duration granularity) {
        this.loop = loop;
        this.ticker = ticker;
        this.granularityNanos = granularity.toNanos();
    }

    /** A queue of its own for everything that waits this long. */
    public DeadlineQueue queue(Duration delay) {
        DeadlineQueue queue = new DeadlineQueue(this, delay.toNanos());
        queues.add(queue);
        return queue;
    }

    /** How many deadlines wait. */
    public int waiting() {
        int[] waiting = new int[1];
        queues.forEach(queue -> queue.forEach(each -> waiting[0]++));
        return waiting[0];
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
        long delay = Math.max(granularityNanos, nanos - now());
        loop.schedule(() -> expire(nanos), delay, TimeUnit.NANOSECONDS);
    }

    private void expire(long scheduledFor) {
        if (!waking || wakeAt != scheduledFor) {
            return; // replaced by an earlier wake-up
        }
        waking = false;
        boolean failed = true;
        try {
            expireAll();
            failed = false;
        } finally {
            if (failed) {
                wakeAt(now()); // the loop logs the failure; the other deadlines still expire
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
