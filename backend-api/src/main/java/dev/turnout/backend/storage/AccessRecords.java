package dev.turnout.backend.storage;

import java.time.Instant;
import java.util.List;

/** All admins and their sessions, each in the order of its key. */
public record AccessRecords(List<Admin> admins, List<HashedSession> sessions) {

    public record Admin(String name, String passwordHash, Instant createdAt) {}

    /** A session and the hash of its token. */
    public record HashedSession(String tokenHash, AdminSession session) {}
}
