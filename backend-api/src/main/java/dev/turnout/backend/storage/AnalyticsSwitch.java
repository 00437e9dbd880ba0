package dev.turnout.backend.storage;

import java.time.Instant;

/**
 * One change of the analytics switch of an auction.
 *
 * @param by the admin's name, {@code token}, or {@code start} for the sample auction
 */
public record AnalyticsSwitch(boolean enabled, Instant at, String by) {}
