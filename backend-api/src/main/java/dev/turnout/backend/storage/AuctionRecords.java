package dev.turnout.backend.storage;

import java.util.List;

/**
 * Everything that is stored of an auction beside its snapshots.
 *
 * @param switches oldest first
 * @param markers oldest first
 * @param notes oldest first
 * @param shares newest first
 */
public record AuctionRecords(
        Auction auction,
        List<AnalyticsSwitch> switches,
        List<Marker> markers,
        List<Note> notes,
        List<HashedShare> shares) {

    /** A link and the hash of its token. */
    public record HashedShare(Share share, String tokenHash) {}
}
