package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.delivery.Lane.State;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * In which order the waiting snapshots go: within an auction one after the other, between auctions the oldest first. An
 * auction whose last attempt failed stands behind all others, so that one that the backend chokes on holds up nobody.
 *
 * <pre>
 *   READY ──next──▶ TRAVELLING ──arrived──▶ READY (or gone, when nothing waits)
 *     ▲  ◀──returned────┘  └──failed──▶ RESTING
 *     └───────────────rested──────────────┘
 * </pre>
 */
final class Lanes {

    private final Map<AuctionId, Lane> lanes = new HashMap<>();
    private final TreeSet<Lane> ready = new TreeSet<>(
            Comparator.comparing(Lane::failing).thenComparing(Lane::head).thenComparing(lane -> lane.auction));

    /** A snapshot waits: a new one, or one that waits again. */
    void add(AuctionId auction, long number) {
        Lane lane = lanes.computeIfAbsent(auction, Lane::new);
        remove(lane);
        lane.numbers.add(number);
        settle(lane);
    }

    /** None of these snapshots waits any more; none of them is travelling. */
    void removeRange(long first, long end) {
        for (Lane lane : List.copyOf(lanes.values())) {
            remove(lane);
            lane.numbers.removeRange(first, end);
            settle(lane);
        }
    }

    /** The lane that goes next; from now on it is travelling. */
    Optional<Lane> next() {
        Optional<Lane> next = Optional.ofNullable(ready.pollFirst());
        next.ifPresent(lane -> lane.state = State.TRAVELLING);
        return next;
    }

    /** The snapshot that travelled is dealt with. */
    void arrived(Lane lane, long number) {
        lane.failures = 0;
        lane.numbers.remove(number);
        lane.state = State.READY;
        settle(lane);
    }

    /** It has to travel again, through no fault of its own. */
    void returned(Lane lane) {
        lane.state = State.READY;
        settle(lane);
    }

    /** It has to travel again, after a rest. */
    void failed(Lane lane) {
        lane.failures++;
        lane.state = State.RESTING;
    }

    void rested(Lane lane) {
        returned(lane);
    }

    /** What the order depends on may change only while the lane is not in it. */
    private void remove(Lane lane) {
        if (lane.state == State.READY && !lane.numbers.isEmpty()) {
            ready.remove(lane);
        }
    }

    private void settle(Lane lane) {
        if (lane.state != State.READY) {
            return;
        }
        if (lane.numbers.isEmpty()) {
            lanes.remove(lane.auction);
        } else {
            ready.add(lane);
        }
    }
}
