package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;

/** One auction's minute, on its way to the backend. */
public record MinuteSnapshot(AuctionId auction, Snapshot snapshot) {}
