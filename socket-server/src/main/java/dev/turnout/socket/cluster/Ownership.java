package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.ClusterBus.Epoch;
import dev.turnout.socket.cluster.ClusterBus.Member;
import java.time.Duration;
import java.util.List;

/**
 * Which node posts an auction's snapshots: one of the epoch's members, see {@link Rendezvous}. Pure; times are monotonic
 * nanoseconds.
 *
 * <pre>
 * node A pauses at 10:00:58 and owns auction 7. Epoch 2 begins without it, node B posts the minute of 10:00.
 * A wakes up at 10:01:08. Its confirmation of epoch 1 is 10 s old, so it posts nothing before it has read epoch 2.
 * </pre>
 */
final class Ownership {

    /** How long a confirmation is good for, counted from before the request was sent. */
    static final long VALID_NANOS = Duration.ofSeconds(3).toNanos();

    private final String self;
    private volatile Epoch epoch = new Epoch(0, List.of(), "");
    private long firstSince = Long.MAX_VALUE;
    private Candidates candidates = new Candidates(Long.MIN_VALUE, new Rendezvous(List.of()));
    private long answeredAt;
    private volatile boolean redisAway;

    /** The members that have observed all since a time. */
    private record Candidates(long since, Rendezvous nodes) {}

    Ownership(String self) {
        this.self = self;
    }

    /**
     * Redis has answered.
     *
     * @param requestedAt time before the request was sent
     */
    void confirmed(Epoch current, long requestedAt) {
        redisAway = false;
        if (current.number() >= epoch.number()) {
            answeredAt = requestedAt;
            begin(current);
        }
    }

    private void begin(Epoch next) {
        if (!next.equals(epoch)) {
            epoch = next;
            firstSince = next.members().stream().mapToLong(Member::since).min().orElse(Long.MAX_VALUE);
            candidates = candidates(Long.MIN_VALUE);
        }
    }

    private Candidates candidates(long since) {
        return new Candidates(
                since,
                new Rendezvous(epoch.members().stream()
                        .filter(member -> member.since() <= since)
                        .map(Member::node)
                        .toList()));
    }

    /**
     * Redis has not answered: no node can begin an epoch, so the owners of the last one go on.
     *
     * @param requestedAt time before the request was sent
     */
    void unconfirmed(long requestedAt) {
        redisAway = true;
        answeredAt = requestedAt;
    }

    /** Whether the last request for the epoch failed: Redis is away, or refuses it. Any thread. */
    boolean isRedisAway() {
        return redisAway;
    }

    /** Whether no node owns any minute, since this node has read no epoch yet. */
    boolean hasNoOwners() {
        return epoch.members().isEmpty();
    }

    /**
     * Whether it is certain who owns what. Otherwise what is due has to wait for the next answer, or its failure. A failure
     * is good for as long as an answer: Redis may have come back while this node was paused.
     */
    boolean isKnown(long now) {
        return (redisAway || epoch.number() > 0) && now - answeredAt <= VALID_NANOS;
    }

    /** Whether this node is the {@link #owner} of a minute of an auction. */
    boolean owns(AuctionId auction, long start) {
        return owner(auction, start).equals(self);
    }

    /**
     * The node that owns a minute of an auction in the epoch known last. Members that came during the minute have not
     * observed all of it: when there is no other member, those that came first own it. Empty in a cluster that has never had
     * an epoch.
     *
     * @param start of the minute, milliseconds since the epoch of the wall clock
     */
    String owner(AuctionId auction, long start) {
        if (epoch.members().isEmpty()) {
            return "";
        }
        long since = Math.max(start, firstSince);
        if (candidates.since() != since) {
            candidates = candidates(since);
        }
        return candidates.nodes().owner(auction);
    }

    /**
     * The fence under which this node posts a minute: the number of the epoch, or 0 for a minute that it has not observed
     * from the start. Then it neither replaces nor precedes what a node has posted that has.
     */
    long fence(long start) {
        boolean whole =
                epoch.members().stream().anyMatch(member -> member.node().equals(self) && member.since() <= start);
        return whole ? epoch.number() : 0;
    }

    /** The epoch known last. Any thread. */
    Epoch epoch() {
        return epoch;
    }

    /** Whether this node is the only one that could post. */
    boolean isAlone() {
        return epoch.members().size() == 1 && epoch.members().get(0).node().equals(self);
    }
}
