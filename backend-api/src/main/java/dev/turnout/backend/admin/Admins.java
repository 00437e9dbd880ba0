package dev.turnout.backend.admin;

import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.Storage;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin and the password. Any thread; hashing blocks for some tens of milliseconds. */
public final class Admins {

    /** The name of the only admin; the tables allow more. */
    public static final String ADMIN = "admin";

    private static final Logger log = LoggerFactory.getLogger(Admins.class);

    private final Storage storage;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Passwords passwords = new Passwords();

    /** Result of checking a password. */
    public enum Check {
        RIGHT,
        WRONG,
        /** Not checked: too many others are being checked. */
        BUSY
    }

    public Admins(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    public boolean exist() {
        return storage.adminPassword(ADMIN).isPresent();
    }

    /** Logs a warning when the admin has another password than the given one, that of the settings. */
    public void warnUnlessMatching(String given) {
        if (!storage.adminPassword(ADMIN)
                .map(hash -> passwords.matches(given, hash))
                .orElse(false)) {
            log.warn("ADMIN_PASSWORD is not the admin's password: it only sets the first one."
                    + " Change it by PUT /api/v1/admin/password, or start once with --reset-admin-password");
        }
    }

    /**
     * Creates the first admin if there is none.
     *
     * @param given the password to use; without it one is generated
     * @return the generated password, to be printed once, since only its hash is stored
     */
    public Optional<String> ensureFirst(Optional<String> given) {
        if (exist()) {
            return Optional.empty();
        }
        String password = given.orElseGet(() -> Passwords.generate(random));
        storage.addAdmin(ADMIN, passwords.hash(password), clock.instant());
        return given.isPresent() ? Optional.empty() : Optional.of(password);
    }

    /**
     * Sets a new password without the old one, and ends all sessions.
     *
     * @param given the password to set; without it one is generated
     * @return the generated password, to be printed once
     */
    public Optional<String> reset(Optional<String> given) {
        String password = given.orElseGet(() -> Passwords.generate(random));
        String hash = passwords.hash(password);
        if (!storage.addAdmin(ADMIN, hash, clock.instant())) {
            storage.changeAdminPassword(ADMIN, hash);
        }
        return given.isPresent() ? Optional.empty() : Optional.of(password);
    }

    /** @param knownDevice whether the request carries a valid device token */
    public Check checkPassword(String password, boolean knownDevice) {
        Optional<String> hash = storage.adminPassword(ADMIN);
        if (hash.isEmpty()) {
            return Check.WRONG;
        }
        return passwords
                .matchesInTime(password, hash.get(), knownDevice)
                .map(right -> right ? Check.RIGHT : Check.WRONG)
                .orElse(Check.BUSY);
    }

    /** The token for the browser in which the admin has opened a session. */
    public String device(String sessionToken, AdminSession session) {
        return DeviceTokens.issue(storage.adminPassword(ADMIN).orElse(""), sessionToken, session.createdAt());
    }

    public boolean isDevice(String token) {
        return storage.adminPassword(ADMIN)
                .map(hash -> DeviceTokens.isValid(token, hash, clock.instant()))
                .orElse(false);
    }

    /** Changes the password and ends all sessions. */
    public void change(String newPassword) {
        storage.changeAdminPassword(ADMIN, passwords.hash(newPassword));
        log.atInfo().addKeyValue("admin", ADMIN).log("password changed, all sessions ended");
    }

    /** Why a password is refused; empty when it is accepted. */
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
