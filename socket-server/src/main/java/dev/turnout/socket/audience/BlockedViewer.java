package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;

/**
 * A viewer that may not join an auction for some time.
 *
 * @param leftMillis until the block ends
 */
public record BlockedViewer(AuctionId auction, String viewerKey, long leftMillis) {}
