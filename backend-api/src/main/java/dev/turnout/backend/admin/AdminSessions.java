package dev.turnout.backend.admin;

import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The sessions that logins open. Their tokens are 256 random bits; only a hash is kept, so that who reads the database
 * cannot use them. Any thread.
 */
public final class AdminSessions {

    private static final int TOKEN_BYTES = 32;

    /** A session as its owner sees it. */
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
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        AdminSession session = new AdminSession(admin, now, now.plus(length));
        storage.openSession(hash(token), session);
        return new Opened(token, session.expiresAt());
    }

    /** Whose session a token opens; empty when it is none or has expired. */
    public Optional<AdminSession> find(String token) {
        return storage.session(hash(token)).filter(session -> clock.instant().isBefore(session.expiresAt()));
    }

    public void close(String token) {
        storage.closeSession(hash(token));
    }

    public void deleteExpired(Instant now) {
        storage.deleteSessionsExpiredAt(now);
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
