package dev.turnout.backend.admin;

import dev.turnout.backend.storage.Storage;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin and the password. Any thread; hashing takes some tens of milliseconds. */
public final class Admins {

    /** The one admin there is; the tables have room for more. */
    public static final String ADMIN = "admin";

    private static final Logger log = LoggerFactory.getLogger(Admins.class);

    private final Storage storage;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Passwords passwords = new Passwords();

    public Admins(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /**
     * Makes the first admin if there is none.
     *
     * @param given the password to use; without it one is made
     * @return the password that was made, to be shown once, as only its hash is kept
     */
    public Optional<String> ensureFirst(Optional<String> given) {
        Optional<String> kept = storage.adminPassword(ADMIN);
        if (kept.isPresent()) {
            given.filter(password -> !passwords.matches(password, kept.get()))
                    .ifPresent(
                            other -> log.warn(
                                    "ADMIN_PASSWORD is not the admin's password: it only sets the first one."
                                            + " Change it by PUT /api/v1/admin/password, or start once with --reset-admin-password"));
            return Optional.empty();
        }
        String password = given.orElseGet(() -> Passwords.made(random));
        storage.addAdmin(ADMIN, passwords.hash(password), clock.instant());
        return given.isPresent() ? Optional.empty() : Optional.of(password);
    }

    /** Gives the admin a new password, whatever the old one was, and ends all sessions. */
    public String reset(Optional<String> given) {
        String password = given.orElseGet(() -> Passwords.made(random));
        String hash = passwords.hash(password);
        if (!storage.addAdmin(ADMIN, hash, clock.instant())) {
            storage.changeAdminPassword(ADMIN, hash);
        }
        return password;
    }

    public boolean isPassword(String password) {
        return storage.adminPassword(ADMIN)
                .map(hash -> passwords.matches(password, hash))
                .orElse(false);
    }

    /** Changes the password and ends all sessions. */
    public void change(String newPassword) {
        storage.changeAdminPassword(ADMIN, passwords.hash(newPassword));
        log.atInfo().addKeyValue("admin", ADMIN).log("password changed, all sessions ended");
    }

    /** What is wrong with a password that somebody chose; empty when nothing is. */
    public static Optional<String> weakness(String password) {
        if (password.length() < Passwords.MIN_LENGTH) {
            return Optional.of("is shorter than " + Passwords.MIN_LENGTH + " characters");
        }
        if (password.length() > Passwords.MAX_LENGTH) {
            return Optional.of("is longer than " + Passwords.MAX_LENGTH + " characters");
        }
        return Optional.empty();
    }
}
