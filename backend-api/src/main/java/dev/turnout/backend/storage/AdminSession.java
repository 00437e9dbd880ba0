package dev.turnout.backend.storage;

import java.time.Instant;

/** A login that lasts; the token that opens it is kept only as a hash. */
public record AdminSession(String admin, Instant createdAt, Instant expiresAt) {}
