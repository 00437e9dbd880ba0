package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;

/** One minute of one auction. */
public record AuctionMinute(AuctionId auction, Snapshot snapshot) {}
