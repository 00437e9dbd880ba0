package dev.turnout.backend.storage;

import java.time.Instant;

/**
 * A note on the time line of an auction.
 *
 * @param timestamp the moment that the note is about
 * @param createdBy the admin's name, or {@code token}
 */
public record Note(String id, Instant timestamp, String text, Instant createdAt, String createdBy) {}
