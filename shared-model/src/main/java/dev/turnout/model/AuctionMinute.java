package dev.turnout.model;

/** One minute of one auction. */
public record AuctionMinute(AuctionId auction, Snapshot snapshot) {}
