package dev.turnout.engine.ledger;

import java.util.concurrent.atomic.AtomicLong;

/** A count that never exceeds its limit. Any thread, without locks. */
public final class Total {

    private final long max;
    private final AtomicLong count = new AtomicLong();

    /** @param max 0 = no limit */
    public Total(long max) {
        this.max = max;
    }

    /** Adds, unless that would exceed the limit. */
    public boolean add(long amount) {
        if (count.addAndGet(amount) > max && max != 0) {
            count.addAndGet(-amount);
            return false;
        }
        return true;
    }

    /** Adds, also beyond the limit. */
    public void addUnchecked(long amount) {
        count.addAndGet(amount);
    }

    public void subtract(long amount) {
        count.addAndGet(-amount);
    }

    public long get() {
        return count.get();
    }
}
