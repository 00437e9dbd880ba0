package dev.turnout.engine.loop;

import org.jspecify.annotations.Nullable;

/** Something that happens unless it is prevented in time: a node of at most one {@link DeadlineQueue} at a time. */
public abstract class Deadline {

    @Nullable Deadline before;

    @Nullable Deadline after;

    @Nullable DeadlineQueue queue;

    long at;

    /** The time has come; the deadline is in no queue any more. On the owning loop. */
    protected abstract void expired();

    /** Prevents it; harmless when it is not waiting. */
    protected final void cancelDeadline() {
        if (queue != null) {
            queue.remove(this);
        }
    }

    /** Lets it happen now if its time has come but the loop has not yet got to it. */
    protected final void expireIfDue() {
        if (queue != null && queue.isDue(this)) {
            cancelDeadline();
            expired();
        }
    }
}
