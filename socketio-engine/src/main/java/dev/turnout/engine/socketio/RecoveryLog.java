package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.Outbound;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events that a lost session may still have to get, bounded in bytes and age. Guarded by its owner's lock or confined to
 * its owner's loop.
 */
final class RecoveryLog {

    record Entry(Offset offset, long at, Outbound event) {

        /** What it costs to keep: the content, and about as much memory as the objects around it take. */
        int bytes() {
            return event.size() + OVERHEAD;
        }
    }

    private static final int OVERHEAD = 200;

    private final Deque<Entry> entries = new ArrayDeque<>(2);
    private final int maxBytes;
    private final long maxAgeNanos;
    private @Nullable Offset lastDropped;
    private int bytes;

    RecoveryLog(int maxBytes, long maxAgeNanos) {
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAgeNanos;
    }

    void add(Offset offset, long now, Outbound event) {
        Entry entry = new Entry(offset, now, event);
        entries.add(entry);
        bytes += entry.bytes();
        forget(now);
    }

    /** Drops what is too old, or too much. */
    void forget(long now) {
        while (!entries.isEmpty()
                && (bytes > maxBytes || now - entries.element().at() > maxAgeNanos)) {
            Entry oldest = entries.remove();
            bytes -= oldest.bytes();
            lastDropped = oldest.offset();
        }
    }

    /**
     * Adds the events that a client missed.
     *
     * @return false when one of them is not here any more
     */
    boolean collect(Predicate<Offset> missed, List<Entry> into) {
        if (lastDropped != null && missed.test(lastDropped)) {
            return false;
        }
        entries.stream().filter(entry -> missed.test(entry.offset())).forEach(into::add);
        return true;
    }
}
