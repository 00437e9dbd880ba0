package dev.turnout.engine.loop;

import org.jspecify.annotations.Nullable;

/** A task that runs at a time unless it is cancelled before: a node of at most one {@link DeadlineQueue}. */
public abstract class Deadline {

    @Nullable Deadline before;

    @Nullable Deadline after;

    @Nullable DeadlineQueue queue;

    long at;

    /** The deadline has expired and is in no queue any more. On the owning loop. */
    protected abstract void expired();

    /** Cancels it; no effect when it is not waiting. */
    protected final void cancelDeadline() {
        if (queue != null) {
            queue.remove(this);
        }
    }

    /** Expires it now if it is due but has not expired yet. */
    protected final void expireIfDue() {
        if (queue != null && queue.isDue(this)) {
            cancelDeadline();
            expired();
        }
    }
}
