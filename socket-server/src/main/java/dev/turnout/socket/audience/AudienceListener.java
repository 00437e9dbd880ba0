package dev.turnout.socket.audience;

/** Hears of every change of every room, right after it, on the audience thread. */
@FunctionalInterface
public interface AudienceListener {

    /**
     * @param room as it is after the change
     * @param now milliseconds since the epoch, as the change was made with
     */
    void changed(AuctionRoom room, Change change, long now);
}
