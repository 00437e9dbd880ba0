package dev.turnout.backend.storage;

import java.time.Instant;

/** An open session of an admin; its token is stored only as a hash. */
public record AdminSession(String admin, Instant createdAt, Instant expiresAt) {}
