package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;

/** One auction's waiting snapshots. They go one after the other; {@link Lanes} says when. */
final class Lane {

    enum State {
        READY,
        TRAVELLING,
        RESTING
    }

    final AuctionId auction;
    final SortedLongs numbers = new SortedLongs();
    State state = State.READY;

    /** Attempts that failed in a row. */
    int failures;

    Lane(AuctionId auction) {
        this.auction = auction;
    }

    /** The oldest waiting one. */
    long head() {
        return numbers.first();
    }

    boolean failing() {
        return failures > 0;
    }
}
