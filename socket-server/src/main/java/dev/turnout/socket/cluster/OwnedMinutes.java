package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.sampling.SnapshotSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

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

    private final String self;
    private final Ownership ownership;
    private final SnapshotSink sink;
    private final LongSupplier nanoClock;
    private final Optional<NodeSender> nodes;
    private final MinuteParts parts = new MinuteParts();
    private final Deque<Finished> recent = new ArrayDeque<>();
    private boolean leaving;
    private List<AuctionMinute> lastDrafts = List.of();
    private long posted;
    private long leftToOthers;

    private record Finished(AuctionMinute minute, long at, Set<Long> decidedIn) {}

    /** @param nodes sends the owner of a minute what this node has seen of it; without it nobody sends parts */
    OwnedMinutes(
            String self, Ownership ownership, SnapshotSink sink, LongSupplier nanoClock, Optional<NodeSender> nodes) {
        this.self = self;
        this.ownership = ownership;
        this.sink = sink;
        this.nanoClock = nanoClock;
        this.nodes = nodes;
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
        post(owned(parts.takeAll()));
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

    /** Something may be decided now that could not be before; called after each answer about the epoch, every second. */
    void epochRead() {
        decide(nanoClock.getAsLong());
    }

    /**
     * Each minute is looked at once in every epoch of the time in which it is kept: it is posted in the first one in which
     * this node owns it.
     */
    private void decide(long now) {
        if (ownership.isKnown(now)) {
            decideIn(ownership.epoch().number(), now);
            postComplete(now);
        }
    }

    /** What this node owned when it was decided, and owns now: it may have been paused meanwhile. */
    private void postComplete(long now) {
        List<AuctionMinute> complete = parts.take(now);
        List<AuctionMinute> owned = owned(complete);
        leftToOthers += complete.size() - owned.size();
        post(owned);
    }

    private void decideIn(long epoch, long now) {
        Set<String> others = others();
        PartsToSend toSend = new PartsToSend(others);
        recent.removeIf(finished -> {
            boolean first = finished.decidedIn().isEmpty();
            if (finished.decidedIn().add(epoch)) {
                AuctionMinute minute = finished.minute();
                String owner = ownership.owner(minute.auction(), start(minute));
                toSend.add(minute, owner);
                if (owner.equals(self)) {
                    parts.add(minute, others, now);
                    return true;
                }
                leftToOthers += first ? 1 : 0;
            }
            return now - finished.at() > KEPT_NANOS;
        });
        nodes.ifPresent(sender -> toSend.messages(self).forEach(sender::send));
    }

    /** The nodes that send parts of a minute. */
    private Set<String> others() {
        if (nodes.isEmpty()) {
            return Set.of();
        }
        Set<String> others = new TreeSet<>();
        ownership.epoch().members().forEach(member -> others.add(member.node()));
        others.remove(self);
        return others;
    }

    /** A node has sent what it has seen of minutes that this node posts. */
    void arrived(NodeMessage.MinuteParts message) {
        long now = nanoClock.getAsLong();
        parts.arrived(message, now);
        if (ownership.isKnown(now)) {
            postComplete(now);
        }
    }

    @Override
    public void unfinished(List<AuctionMinute> minutes) {
        if (leaving) {
            sink.unfinished(lastDrafts);
            return;
        }
        sink.unfinished(Stream.concat(parts.merged().stream(), minutes.stream())
                .map(this::ofCluster)
                .toList());
    }

    /** Those that this node would own if they were over. */
    @Override
    public boolean storesUnfinished(AuctionId auction, long start) {
        return !leaving && ownership.owns(auction, start);
    }

    /** Minutes that this node has posted. */
    long posted() {
        return posted;
    }

    /** Minutes that were another node's when they were over. */
    long leftToOthers() {
        return leftToOthers;
    }

    /** Minutes that were posted without what some node has seen of them. */
    long incomplete() {
        return parts.incomplete();
    }
}
