package dev.turnout.engine.socketio;

import dev.turnout.engine.EventId;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.Outbound;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that returning clients may have missed, in the order in which they were logged. Bounded in age, in bytes per
 * {@link Partition} and in bytes in total; the oldest are dropped first. Guarded by the endpoint's lock.
 */
final class RecoveryLog {

    /** Of an event that was sent before it was read from a shared log, or that is in none. */
    static final long NO_POSITION = Long.MAX_VALUE;

    /** What an entry costs beside its content: the objects around it. */
    private static final int OVERHEAD = 250;

    private final int maxBytes;
    private final long maxAgeNanos;
    private final EngineCounters counters;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;
    private int bytes;

    RecoveryLog(int maxBytes, long maxAgeNanos, EngineCounters counters) {
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAgeNanos;
        this.counters = counters;
    }

    /** An event with links to the next and the previous one. */
    static final class Entry {

        private final Partition partition;
        private final Offset offset;
        private final long at;
        private final PacketEncoder.Encoded event;
        private final Outbound outbound;
        private final long position;
        private final @Nullable EventId id;
        private @Nullable Entry older;
        private @Nullable Entry newer;

        private Entry(
                Partition partition,
                Offset offset,
                long at,
                PacketEncoder.Encoded event,
                long position,
                @Nullable EventId id) {
            this.partition = partition;
            this.offset = offset;
            this.at = at;
            this.event = event;
            this.outbound = event.outbound();
            this.position = position;
            this.id = id;
        }

        Offset offset() {
            return offset;
        }

        boolean isIn(Offset.Shared received) {
            return received.contains(position, id);
        }

        /** @param carried what its receiver has received on another engine */
        Outbound outbound(@Nullable Carried carried) {
            if (carried == null) {
                return outbound;
            }
            return event.withLastArgument(offset.json(), carried.in(offset).json())
                    .outbound();
        }

        private int bytes() {
            return outbound.size() + OVERHEAD;
        }
    }

    /** The logged events of one room, or of one session alone; their offsets ascend. */
    static final class Partition {

        private final Deque<Entry> entries = new ArrayDeque<>(2);
        private final int maxBytes;
        private int bytes;
        private @Nullable Offset lastDropped;

        Partition(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        /** Events up to this position are not kept any more. */
        void droppedUpTo(long position) {
            lastDropped = position == 0 ? null : Offset.ofRoomEvent(position);
        }

        /** The newest event that is not kept any more; null when none was dropped. */
        @Nullable Offset lastDropped() {
            return lastDropped;
        }

        /**
         * Adds the events after this offset to {@code into}.
         *
         * @return false when one of them has been dropped
         */
        boolean collect(Offset after, List<Entry> into) {
            if (lastDropped != null && lastDropped.compareTo(after) > 0) {
                return false;
            }
            Iterator<Entry> fromNewest = entries.descendingIterator();
            while (fromNewest.hasNext()) {
                Entry entry = fromNewest.next();
                if (entry.offset.compareTo(after) <= 0) {
                    break;
                }
                into.add(entry);
            }
            return true;
        }
    }

    /**
     * @param event with the offset as its last argument
     * @return what is sent of it
     */
    Outbound add(
            Partition partition,
            Offset offset,
            long now,
            PacketEncoder.Encoded event,
            long position,
            @Nullable EventId id) {
        Entry entry = new Entry(partition, offset, now, event, position, id);
        partition.entries.add(entry);
        partition.bytes += entry.bytes();
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        changeBytes(entry.bytes());
        dropExpired(now);
        while (partition.bytes > partition.maxBytes) {
            drop(partition.entries.element());
            counters.recoveryEventDropped();
        }
        while (bytes > maxBytes && oldest != null) {
            drop(oldest);
            counters.recoveryEventDropped();
        }
        return entry.outbound;
    }

    /** Drops the events that no session can be recovered with any more. */
    void dropExpired(long now) {
        while (oldest != null && now - oldest.at > maxAgeNanos) {
            drop(oldest);
        }
    }

    /** Drops all events of a partition that is of no use any more. */
    void remove(Partition partition) {
        while (!partition.entries.isEmpty()) {
            drop(partition.entries.element());
        }
    }

    /** An entry of the whole log or of its partition, the oldest of it. */
    private void drop(Entry entry) {
        Partition partition = entry.partition;
        partition.entries.remove();
        partition.bytes -= entry.bytes();
        partition.lastDropped = entry.offset;
        if (entry.older == null) {
            oldest = entry.newer;
        } else {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
        changeBytes(-entry.bytes());
    }

    private void changeBytes(int difference) {
        bytes += difference;
        counters.recoveryBytesChanged(difference);
    }
}
