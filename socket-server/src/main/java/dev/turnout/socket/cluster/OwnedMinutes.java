package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.sampling.SnapshotSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Of the minutes that every node observes, passes on those that this node owns. All nodes post under the same source, the
 * run of the cluster, with a fence: of two posts of a minute the backend stores the one with the higher fence, and merges
 * those that have no sample in common.
 *
 * <p>A finished minute is kept for a while: when its owner dies between the end of the minute and its post, the successor
 * posts it as well. The unfinished minutes are stored as drafts by their owner. What is left of them after a kill of all
 * nodes is posted at the next start; when others have posted the minute meanwhile, their fence is higher. Audience thread
 * only.
 */
final class OwnedMinutes implements SnapshotSink {

    /** Longer than it takes until a dead owner has a successor. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final Ownership ownership;
    private final SnapshotSink sink;
    private final LongSupplier nanoClock;
    private final Deque<Finished> recent = new ArrayDeque<>();
    private boolean leaving;
    private List<AuctionMinute> lastDrafts = List.of();
    private long posted;
    private long leftToOthers;

    private record Finished(AuctionMinute minute, long at, Set<Long> decidedIn) {}

    OwnedMinutes(String self, Ownership ownership, SnapshotSink sink, LongSupplier nanoClock) {
        this.ownership = ownership;
        this.sink = sink;
        this.nanoClock = nanoClock;
    }

    @Override
    public void finished(List<AuctionMinute> minutes) {
        long now = nanoClock.getAsLong();
        if (leaving) {
            finishedAtLast(minutes);
            return;
        }
        minutes.forEach(minute -> recent.add(new Finished(minute, now, new HashSet<>(2))));
        decide(now);
    }

    /** What is finished from here on are parts of minutes, which the peers observe as a whole. */
    void leave() {
        leaving = true;
        if (ownership.isAlone()) {
            post(owned(recent.stream().map(Finished::minute).toList()));
        }
        recent.clear();
    }

    /** With peers, these parts stay on disk in case that all nodes stop. */
    private void finishedAtLast(List<AuctionMinute> minutes) {
        List<AuctionMinute> owned = owned(minutes);
        if (ownership.isAlone()) {
            post(owned);
        } else {
            leftToOthers += minutes.size();
            lastDrafts = owned;
        }
    }

    private List<AuctionMinute> owned(List<AuctionMinute> minutes) {
        return minutes.stream().filter(this::owns).map(this::ofCluster).toList();
    }

    private boolean owns(AuctionMinute minute) {
        return ownership.owns(minute.auction(), start(minute));
    }

    private AuctionMinute ofCluster(AuctionMinute minute) {
        return new AuctionMinute(
                minute.auction(), minute.snapshot().ofCluster(ownership.epoch().run(), ownership.fence(start(minute))));
    }

    private static long start(AuctionMinute minute) {
        return minute.snapshot().timestamp().toEpochMilli();
    }

    private void post(List<AuctionMinute> minutes) {
        if (!minutes.isEmpty()) {
            posted += minutes.size();
            sink.finished(minutes);
        }
    }

    /** Something may be decided now that could not be before; called after each answer about the epoch. */
    void epochRead() {
        decide(nanoClock.getAsLong());
    }

    /**
     * Each minute is looked at once in every epoch of the time in which it is kept: it is posted in the first one in which
     * this node owns it.
     */
    private void decide(long now) {
        if (!ownership.isKnown(now)) {
            return;
        }
        long epoch = ownership.epoch().number();
        List<AuctionMinute> owned = new ArrayList<>();
        recent.removeIf(finished -> {
            boolean first = finished.decidedIn().isEmpty();
            if (!finished.decidedIn().add(epoch)) {
                return now - finished.at() > KEPT_NANOS;
            }
            if (owns(finished.minute())) {
                owned.add(ofCluster(finished.minute()));
                return true;
            }
            leftToOthers += first ? 1 : 0;
            return now - finished.at() > KEPT_NANOS;
        });
        post(owned);
    }

    /** Stores the drafts of the minutes that this node would own if they were over. */
    @Override
    public void unfinished(List<AuctionMinute> minutes) {
        sink.unfinished(leaving ? lastDrafts : owned(minutes));
    }

    /** Minutes that this node has posted. */
    long posted() {
        return posted;
    }

    /** Minutes that were another node's when they were over. */
    long leftToOthers() {
        return leftToOthers;
    }
}
