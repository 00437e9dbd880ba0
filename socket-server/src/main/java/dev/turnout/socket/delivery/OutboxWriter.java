package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.RequestPacing.Backoff;
import dev.turnout.socket.delivery.StatusCounts.Status;
import dev.turnout.thread.OwnerThread;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Stores new snapshots in the outbox. While the disk refuses writes they stay in memory within a bound, and writing is
 * retried. All methods run on the owner thread.
 */
final class OutboxWriter {

    private final OwnerThread thread;
    private final SnapshotOutbox outbox;
    private final OutboxBounds bounds;
    private final Backoff backoff;
    private final int memoryBound;
    private final DeliveryLog log;
    private final Runnable afterRetry;

    /** Not on disk yet. */
    private final List<EncodedSnapshot> memory = new ArrayList<>();

    private int failedWrites;
    private boolean retryScheduled;
    private boolean closed;

    /** @param afterRetry called after each repeated attempt to write */
    OutboxWriter(
            OwnerThread thread,
            SnapshotOutbox outbox,
            OutboxBounds bounds,
            Backoff backoff,
            int memoryBound,
            DeliveryLog log,
            Runnable afterRetry) {
        this.thread = thread;
        this.outbox = outbox;
        this.bounds = bounds;
        this.backoff = backoff;
        this.memoryBound = memoryBound;
        this.log = log;
        this.afterRetry = afterRetry;
    }

    /**
     * Takes over finished minutes.
     *
     * @param rejected how many more there were that did not fit into memory before this thread could take them
     */
    void take(List<AuctionMinute> minutes, int rejected) {
        drop(rejected);
        for (AuctionMinute minute : minutes) {
            try {
                memory.add(EncodedSnapshot.of(minute));
            } catch (IllegalArgumentException e) {
                log.unfit(minute, String.valueOf(e.getMessage()));
                outbox.lost(1);
            }
        }
        if (!retryScheduled) {
            write();
        }
        boundMemory();
    }

    private void write() {
        if (!tryWrite()) {
            retryScheduled = true;
            thread.after(backoff.delay(failedWrites), () -> {
                retryScheduled = false;
                if (!closed) {
                    write();
                    afterRetry.run();
                }
            });
        }
    }

    /** Stores what is in memory. Returns whether nothing is left there. */
    boolean tryWrite() {
        if (memory.isEmpty()) {
            return true;
        }
        try {
            bounds.makeRoom(
                    memory.stream().mapToLong(each -> each.body().size()).sum());
            outbox.append(memory);
            memory.clear();
            failedWrites = 0;
            return true;
        } catch (SQLException e) {
            log.unwritable("snapshots", e, memory.size());
            failedWrites++;
            return false;
        }
    }

    /** Drops the oldest, first of auctions of which the backend never accepted a snapshot. */
    private void boundMemory() {
        int over = memory.size() - memoryBound;
        if (over <= 0) {
            return;
        }
        Set<EncodedSnapshot> unknown = new HashSet<>();
        for (EncodedSnapshot each : memory) {
            if (unknown.size() < over && !isAccepted(each.auction())) {
                unknown.add(each);
            }
        }
        memory.removeAll(unknown);
        memory.subList(0, Math.max(0, memory.size() - memoryBound)).clear();
        drop(over);
    }

    private boolean isAccepted(AuctionId auction) {
        try {
            return outbox.isAccepted(auction);
        } catch (SQLException e) {
            return true;
        }
    }

    private void drop(int number) {
        if (number > 0) {
            outbox.lost(number);
            log.dropped(Status.UNWRITABLE, number);
        }
    }

    /**
     * Stores the draft; the next run delivers it if this process ends before its minutes are finished. It replaces the one
     * on disk, so finished minutes in memory are stored before it: a kill would lose them otherwise.
     */
    void draft(List<AuctionMinute> minutes) {
        if (!tryWrite()) {
            return;
        }
        List<EncodedSnapshot> drafts = new ArrayList<>();
        for (AuctionMinute minute : minutes) {
            try {
                drafts.add(EncodedSnapshot.of(minute));
            } catch (IllegalArgumentException e) {
                // It is logged and counted when the minute is over.
            }
        }
        try {
            outbox.draft(drafts);
        } catch (SQLException e) {
            log.unwritable("the draft", e, memory.size());
        }
    }

    /** Snapshots that are not on disk yet. */
    int inMemory() {
        return memory.size();
    }

    /** Gives up what could not be stored. Returns how many that are. */
    int close() {
        closed = true;
        int lost = memory.size();
        memory.clear();
        outbox.lost(lost);
        return lost;
    }
}
