package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.sampling.SnapshotSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Of the minutes that every node observes, passes on those that this node owns. All nodes post under the same source, the
 * run of the cluster, with a fence: of two posts of a minute the backend stores the one with the higher fence, and merges
 * those that have no sample in common. So when the clock of an owner is set back, the minutes that come again are dropped.
 *
 * <p>An owner waits up to 2 s for what the others have seen of a minute. Each node keeps a finished minute for a while, posted
 * or not: when its owner dies before its post, the successor posts it, and each new owner is sent the parts again. The
 * unfinished minutes are stored as drafts by their owner. What is left of them after a kill of all
 * nodes is posted at the next start; when others have posted the minute meanwhile, their fence is higher. Audience thread
 * only.
 */
final class OwnedMinutes implements SnapshotSink {

    /** How long an owner waits for the parts of the others. */
    static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    /** Longer than it takes until a dead owner has a successor. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final String self;
    private final Ownership ownership;
    private final SnapshotSink sink;
    private final LongSupplier nanoClock;
    private final Optional<NodeSender> nodes;
    private final MinuteParts parts = new MinuteParts();
    private final List<FinishedMinute> recent = new ArrayList<>();
    private boolean leaving;
    private List<AuctionMinute> lastDrafts = List.of();
    private long posted;
    private long leftToOthers;
    private long unowned;
    private long incomplete;

    /** @param nodes sends the owner of a minute what this node has seen of it; without it no node sends parts */
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
        minutes.forEach(minute -> recent.add(new FinishedMinute(minute, now)));
        decide(now);
    }

    /** What is finished from here on are parts of minutes, which the peers observe as a whole. */
    void leave() {
        leaving = true;
        postIf(finished -> finished.awaitsParts() || ownership.isAlone());
        recent.forEach(this::count);
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

    private void decide(long now) {
        if (ownership.isKnown(now)) {
            decideIn(ownership.epoch().number(), now);
            postComplete(now);
            forget(now);
        }
    }

    /** Looks at each minute once in every epoch of the time in which it is kept. */
    private void decideIn(long epoch, long now) {
        Set<String> others = others();
        PartsToSend toSend = new PartsToSend(others);
        for (FinishedMinute finished : recent) {
            if (finished.isNewIn(epoch)) {
                String owner = ownership.owner(finished.minute().auction(), finished.start());
                toSend.add(finished.minute(), owner);
                if (owner.equals(self)) {
                    finished.awaitParts(others, now);
                }
            }
        }
        nodes.ifPresent(sender -> toSend.messages(self).forEach(sender::send));
    }

    /** What this node owned when it was decided, and owns now: it may have been paused meanwhile. */
    private void postComplete(long now) {
        postIf(finished ->
                finished.awaitsParts() && (isComplete(finished) || now - finished.awaitedSince() >= WAIT_NANOS));
    }

    private boolean isComplete(FinishedMinute finished) {
        return parts.areFrom(finished.awaited(), finished.start());
    }

    private void postIf(Predicate<FinishedMinute> due) {
        List<AuctionMinute> toPost = new ArrayList<>();
        for (FinishedMinute finished : recent) {
            if (!finished.isPosted() && due.test(finished)) {
                if (owns(finished.minute())) {
                    incomplete += isComplete(finished) ? 0 : 1;
                    toPost.add(ofCluster(parts.merged(finished.minute())));
                    finished.posted();
                } else {
                    finished.lost();
                }
            }
        }
        post(toPost);
    }

    private void forget(long now) {
        recent.removeIf(finished -> {
            boolean over = now - finished.finishedAt() > KEPT_NANOS && !finished.awaitsParts();
            if (over) {
                count(finished);
            }
            return over;
        });
        parts.forget(now);
    }

    /** A finished minute that is kept no longer. */
    private void count(FinishedMinute finished) {
        if (finished.isPosted()) {
            return;
        }
        if (ownership.hasNoOwners()) {
            unowned++;
        } else {
            leftToOthers++;
        }
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
    public void draft(List<AuctionMinute> minutes) {
        if (leaving) {
            sink.draft(lastDrafts);
            return;
        }
        Stream<AuctionMinute> awaiting =
                recent.stream().filter(FinishedMinute::awaitsParts).map(finished -> parts.merged(finished.minute()));
        sink.draft(
                Stream.concat(awaiting, minutes.stream()).map(this::ofCluster).toList());
    }

    /** Those that this node would own if they were over. */
    @Override
    public boolean storesDraft(AuctionId auction, long start) {
        return !leaving && ownership.owns(auction, start);
    }

    /** Minutes that this node has posted. */
    long posted() {
        return posted;
    }

    /** Minutes that this node has kept as long as it does, and has not posted. */
    long leftToOthers() {
        return leftToOthers;
    }

    /** Minutes that no node posts: no epoch began in time. */
    long unowned() {
        return unowned;
    }

    /** Minutes that were posted without what some node has seen of them. */
    long incomplete() {
        return incomplete;
    }
}
