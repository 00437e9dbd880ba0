package dev.turnout.socket.audience;

/** Is called after every change of every room, on the audience thread. */
@FunctionalInterface
public interface AudienceListener {

    /**
     * @param room as it is after the change
     * @param now milliseconds since the epoch, the time of the change
     */
    void changed(AuctionRoom room, Change change, long now);
}
