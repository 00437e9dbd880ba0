package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.thread.OwnerThread;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes finished minutes from the audience thread, which must not wait for a disk, to the sink, on the snapshots thread.
 * What the sink does not take is kept and offered again. The books balance: {@code sampled = taken + waiting + dropped}.
 */
public final class SnapshotHandover {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotHandover.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Some 100 MB: hours of a disk that takes nothing. */
    private static final int MOST_WAITING = 100_000;

    private final OwnerThread snapshots;
    private final SnapshotSink sink;
    private final MinuteJournal journal;
    private final Queue<AuctionMinute> queue = new ArrayDeque<>();
    private boolean retrying;
    private boolean journalFails;

    private final AtomicLong sampled = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();

    public SnapshotHandover(OwnerThread snapshots, SnapshotSink sink, MinuteJournal journal) {
        this.snapshots = snapshots;
        this.sink = sink;
        this.journal = journal;
    }

    /** Hands over the unfinished minutes that the run before left behind. */
    public void recover() {
        snapshots.execute(() -> {
            List<AuctionMinute> left = journal.read();
            left.forEach(minute -> handOver(minute.auction(), minute.snapshot()));
            if (!left.isEmpty()) {
                LOG.atInfo().addKeyValue("minutes", left.size()).log("unfinished minutes of the last run are told now");
            }
        });
    }

    /** Any thread. */
    void handOver(AuctionId id, Snapshot snapshot) {
        sampled.incrementAndGet();
        waiting.incrementAndGet();
        snapshots.execute(() -> {
            queue.add(new AuctionMinute(id, snapshot));
            if (queue.size() > MOST_WAITING) {
                queue.remove();
                waiting.decrementAndGet();
                dropped.incrementAndGet();
            }
            if (!retrying) {
                drain();
            }
        });
    }

    /** Keeps the unfinished minutes on disk, in place of those kept before, in case this process is killed. Any thread. */
    void keep(List<AuctionMinute> unfinished) {
        snapshots.execute(() -> {
            try {
                journal.write(unfinished);
                journalFails = false;
            } catch (UncheckedIOException e) {
                if (!journalFails) {
                    LOG.error("unfinished minutes cannot be kept on disk; a kill would lose them: {}", e.toString());
                }
                journalFails = true;
            }
        });
    }

    private void drain() {
        for (AuctionMinute next = queue.peek(); next != null; next = queue.peek()) {
            try {
                sink.accept(next.auction(), next.snapshot());
            } catch (RuntimeException e) {
                retryLater(e);
                return;
            }
            queue.remove();
            waiting.decrementAndGet();
            taken.incrementAndGet();
        }
        if (retrying) {
            retrying = false;
            LOG.info("snapshots go into the outbox again");
        }
    }

    private void retryLater(RuntimeException why) {
        if (!retrying) {
            retrying = true;
            LOG.atError()
                    .addKeyValue("waiting", queue.size())
                    .log("snapshots cannot be put into the outbox and wait in memory: {}", why.toString());
        }
        snapshots.after(RETRY, this::drain);
    }

    /** Snapshots made so far, with those left behind by the run before. */
    public long sampled() {
        return sampled.get();
    }

    /** Snapshots that the sink has taken. */
    public long taken() {
        return taken.get();
    }

    /** Snapshots that the sink has not yet taken. */
    public int waiting() {
        return waiting.get();
    }

    /** Snapshots lost because the sink took none for too long. */
    public long dropped() {
        return dropped.get();
    }
}
