package dev.turnout.backend.auctions;

import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to change of an auction; null leaves it as it is. */
public record AuctionChange(
        @Nullable String title,
        @Nullable AuctionStatus status,
        @Nullable Boolean enableViewerAnalytics) {

    public boolean isNothing() {
        return title == null && status == null && enableViewerAnalytics == null;
    }

    Auction of(Auction auction, Instant now) {
        Auction changed = title == null ? auction : auction.titled(title);
        changed = enableViewerAnalytics == null ? changed : changed.switched(enableViewerAnalytics);
        return status == null ? changed : changed.moved(status, now);
    }
}
