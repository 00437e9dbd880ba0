package dev.turnout.backend.admin;

import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.Storage;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The sessions of logged-in admins. The database holds only a hash of each token, so that its content cannot be used to
 * log in. Any thread.
 */
public final class AdminSessions {

    /** A new session; its token cannot be shown again. */
    public record Opened(String token, Instant expiresAt) {}

    private final Storage storage;
    private final Duration length;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public AdminSessions(Storage storage, Duration length, InstantSource clock) {
        this.storage = storage;
        this.length = length;
        this.clock = clock;
    }

    public Opened open(String admin) {
        String token = Tokens.random(random);
        Instant now = clock.instant();
        AdminSession session = new AdminSession(admin, now, now.plus(length));
        storage.openSession(Tokens.hash(token), session);
        return new Opened(token, session.expiresAt());
    }

    /** The session of a token; empty when it is unknown or expired. */
    public Optional<AdminSession> find(String token) {
        return storage.session(Tokens.hash(token))
                .filter(session -> clock.instant().isBefore(session.expiresAt()));
    }

    public void close(String token) {
        storage.closeSession(Tokens.hash(token));
    }

    public void deleteExpired(Instant now) {
        storage.deleteSessionsExpiredAt(now);
    }
}
