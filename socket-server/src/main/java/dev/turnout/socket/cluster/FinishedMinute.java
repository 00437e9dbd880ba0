package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionMinute;
import java.util.HashSet;
import java.util.Set;

/** A finished minute of an auction while this node keeps it. Audience thread only. */
final class FinishedMinute {

    /** {@code KEPT <-> AWAITS_PARTS -> POSTED}; a node that is alone and leaves posts those that are {@code KEPT}. */
    private enum State {
        /** Another node's, or no node's yet. */
        KEPT,
        /** This node's, which waits for what the others have seen of it. */
        AWAITS_PARTS,
        POSTED
    }

    private final AuctionMinute minute;
    private final long finishedAt;
    private final Set<Long> decidedIn = new HashSet<>(2);
    private State state = State.KEPT;
    private Set<String> awaited = Set.of();
    private long awaitedSince;

    FinishedMinute(AuctionMinute minute, long now) {
        this.minute = minute;
        this.finishedAt = now;
    }

    AuctionMinute minute() {
        return minute;
    }

    /** Start of the minute, milliseconds since the epoch. */
    long start() {
        return minute.snapshot().timestamp().toEpochMilli();
    }

    /** Monotonic nanoseconds. */
    long finishedAt() {
        return finishedAt;
    }

    /** Whether its owner is to be looked up in this epoch; true once for each. */
    boolean isNewIn(long epoch) {
        return decidedIn.add(epoch);
    }

    /** This node owns it. Without effect when it was posted, or waits already. */
    void awaitParts(Set<String> nodes, long now) {
        if (state == State.KEPT) {
            state = State.AWAITS_PARTS;
            awaited = nodes;
            awaitedSince = now;
        }
    }

    boolean awaitsParts() {
        return state == State.AWAITS_PARTS;
    }

    /** The nodes whose parts it waits for. */
    Set<String> awaited() {
        return awaited;
    }

    /** Since when it waits, monotonic nanoseconds. */
    long awaitedSince() {
        return awaitedSince;
    }

    /** Another node has become its owner meanwhile; this node may become it again. */
    void lost() {
        state = State.KEPT;
    }

    void posted() {
        state = State.POSTED;
    }

    boolean isPosted() {
        return state == State.POSTED;
    }
}
