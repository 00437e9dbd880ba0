package dev.turnout.backend.storage;

import java.time.Instant;

/**
 * One turn of an auction's analytics switch.
 *
 * @param by the admin's name, {@code token}, or {@code start} for the sample auction
 */
public record AnalyticsSwitch(boolean enabled, Instant at, String by) {}
