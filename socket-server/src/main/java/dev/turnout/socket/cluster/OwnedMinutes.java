package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
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
 * run of the cluster, so a minute that two of them post is stored once.
 *
 * <p>A finished minute is kept for a while: when its owner dies between the end of the minute and its post, the successor
 * posts it as well. Audience thread only.
 */
final class OwnedMinutes implements SnapshotSink {

    /** Longer than it takes until a dead owner has a successor. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final String self;
    private final Ownership ownership;
    private final SnapshotSink sink;
    private final LongSupplier nanoClock;
    private final Deque<Finished> recent = new ArrayDeque<>();
    private boolean leaving;
    private long posted;
    private long leftToOthers;

    private record Finished(AuctionMinute minute, long at, Set<Long> decidedIn) {}

    OwnedMinutes(String self, Ownership ownership, SnapshotSink sink, LongSupplier nanoClock) {
        this.self = self;
        this.ownership = ownership;
        this.sink = sink;
        this.nanoClock = nanoClock;
    }

    @Override
    public void finished(List<AuctionMinute> minutes) {
        long now = nanoClock.getAsLong();
        if (leaving) {
            postParts(minutes);
            return;
        }
        minutes.forEach(minute -> recent.add(new Finished(minute, now, new HashSet<>(2))));
        decide(now);
    }

    /** What is finished from here on are parts of minutes; the peers post these minutes as a whole. */
    void leave() {
        leaving = true;
    }

    private void postParts(List<AuctionMinute> minutes) {
        if (ownership.isAlone()) {
            posted += minutes.size();
            sink.finished(asParts(minutes));
        } else {
            leftToOthers += minutes.size();
        }
    }

    private List<AuctionMinute> asParts(List<AuctionMinute> minutes) {
        return minutes.stream()
                .map(minute -> underSource(minute, source() + "-" + self))
                .toList();
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
            if (ownership.owns(
                    finished.minute().auction(),
                    finished.minute().snapshot().timestamp().toEpochMilli())) {
                owned.add(underSource(finished.minute(), source()));
                return true;
            }
            leftToOthers += first ? 1 : 0;
            return now - finished.at() > KEPT_NANOS;
        });
        if (!owned.isEmpty()) {
            posted += owned.size();
            sink.finished(owned);
        }
    }

    /**
     * While there are peers, they observe the minute, too, and one of them posts it if this node dies. A node that is alone
     * keeps drafts, under a source of its own: they are parts of minutes.
     */
    @Override
    public void unfinished(List<AuctionMinute> minutes) {
        sink.unfinished(ownership.isAlone() ? asParts(minutes) : List.of());
    }

    private String source() {
        return ownership.epoch().run();
    }

    private static AuctionMinute underSource(AuctionMinute minute, String source) {
        Snapshot of = minute.snapshot();
        return new AuctionMinute(
                minute.auction(),
                new Snapshot(
                        of.timestamp(),
                        of.viewerCount(),
                        of.avgViewers(),
                        of.peakViewers(),
                        of.minViewers(),
                        of.sampleCount(),
                        source,
                        of.exactPeak(),
                        of.exactPeakAt(),
                        of.exactMin(),
                        of.viewerSeconds(),
                        of.joins(),
                        of.leaves(),
                        of.uniqueViewers(),
                        of.uniqueSketch(),
                        of.sessionSeconds(),
                        of.sections()));
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
