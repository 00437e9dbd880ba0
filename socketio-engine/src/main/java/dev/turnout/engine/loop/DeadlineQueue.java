package dev.turnout.engine.loop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines that all wait equally long, so that the order of arrival is the order of expiry: adding, cancelling and
 * expiring cost a few field writes, whatever the number. Confined to one loop.
 */
public final class DeadlineQueue {

    private final LoopDeadlines loop;
    private final long delayNanos;
    private @Nullable Deadline head;
    private @Nullable Deadline tail;

    DeadlineQueue(LoopDeadlines loop, long delayNanos) {
        this.loop = loop;
        this.delayNanos = delayNanos;
    }

    /** Lets the deadline expire after the queue's delay from now; it leaves the queue it was in. */
    public void restart(Deadline deadline) {
        deadline.cancelDeadline();
        deadline.queue = this;
        deadline.at = loop.now() + delayNanos;
        deadline.before = tail;
        if (tail == null) {
            head = deadline;
        } else {
            tail.after = deadline;
        }
        tail = deadline;
        loop.wakeAt(deadline.at);
    }

    /** Everything that waits, soonest first; the action may cancel what it is given. */
    public void forEach(Consumer<Deadline> action) {
        Deadline next = head;
        while (next != null) {
            Deadline each = next;
            next = each.after;
            action.accept(each);
        }
    }

    void remove(Deadline deadline) {
        if (deadline.before == null) {
            head = deadline.after;
        } else {
            deadline.before.after = deadline.after;
        }
        if (deadline.after == null) {
            tail = deadline.before;
        } else {
            deadline.after.before = deadline.before;
        }
        deadline.before = null;
        deadline.after = null;
        deadline.queue = null;
    }

    boolean isDue(Deadline deadline) {
        return deadline.at - loop.now() <= 0;
    }

    /** Expires what waits now, due or not; those added meanwhile stay. */
    public void expireAll() {
        Deadline last = tail;
        while (head != null && last != null) {
            Deadline next = head;
            remove(next);
            next.expired();
            last = next == last ? null : last;
        }
    }

    /** Expires what is due; returns the next deadline's time, or {@code Long.MAX_VALUE} relative to now when empty. */
    long expire() {
        while (head != null && isDue(head)) {
            Deadline due = head;
            remove(due);
            due.expired();
        }
        return head == null ? loop.now() + Long.MAX_VALUE / 2 : head.at;
    }
}
