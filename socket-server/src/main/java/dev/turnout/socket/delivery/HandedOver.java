package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Minutes that were handed to delivery and not yet taken by its owner thread. Any thread; no method waits.
 *
 * <p>All of it is taken at once. A draft replaces the one on disk, so it must not be taken without the finished minutes that
 * were appended before it: a kill after the draft's commit would lose them.
 */
final class HandedOver {

    /**
     * @param rejected how many more finished snapshots there were that did not fit
     * @param draft newer than all that is finished; null if there is none
     */
    record Taken(
            List<AuctionMinute> finished,
            int rejected,
            @Nullable List<AuctionMinute> draft) {}

    private final int bound;
    private List<AuctionMinute> finished = new ArrayList<>();
    private int rejected;
    private @Nullable List<AuctionMinute> draft;

    /** @param bound no finished minutes are accepted while it holds so many snapshots or more */
    HandedOver(int bound) {
        this.bound = bound;
    }

    /** Whatever the number of auctions, a minute fits when the number of snapshots is below the bound. */
    synchronized void append(List<AuctionMinute> minutes) {
        // It is older than these minutes, and may be of the same.
        draft = null;
        if (finished.size() < bound) {
            finished.addAll(minutes);
        } else {
            rejected += minutes.size();
        }
    }

    synchronized void draft(List<AuctionMinute> minutes) {
        draft = minutes;
    }

    synchronized Taken take() {
        Taken taken = new Taken(finished, rejected, draft);
        finished = new ArrayList<>();
        rejected = 0;
        draft = null;
        return taken;
    }
}
