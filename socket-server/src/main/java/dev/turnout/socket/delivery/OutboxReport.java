package dev.turnout.socket.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What delivery holds and has dropped, for operators.
 *
 * @param waiting neither accepted nor refused by the backend
 * @param inMemory of these: not on disk yet
 * @param oldestWaiting minute of the oldest one on disk
 * @param backendUnavailable whether several attempts in a row have failed
 */
public record OutboxReport(
        long waiting,
        long inMemory,
        @Nullable Instant oldestWaiting,
        boolean backendUnavailable,
        long diskBytes,
        long posted,
        List<SetAsideGroup> setAside,
        Dropped dropped) {

    /** Snapshots that were dropped since the outbox was made, by reason; see {@link SnapshotStatus}. */
    public record Dropped(long tooOld, long tooMany, long damaged, long unwritable) {}

    static OutboxReport of(DeliveryCounters counters, @Nullable Instant oldestWaiting, List<SetAsideGroup> setAside) {
        return new OutboxReport(
                counters.waiting(),
                counters.inMemory(),
                oldestWaiting,
                counters.backendUnavailable(),
                counters.diskBytes(),
                counters.posted(),
                setAside,
                new Dropped(
                        counters.droppedTooOld(),
                        counters.droppedTooMany(),
                        counters.droppedDamaged(),
                        counters.droppedUnwritable()));
    }
}
