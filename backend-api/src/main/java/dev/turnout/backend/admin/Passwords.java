package dev.turnout.backend.admin;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hashes passwords with Argon2id, 19 MiB and two passes, the minimum that OWASP's cheat sheet names. The number of hashes
 * at a time, of waiting threads and the time to wait are bounded, so that a flood of logins takes neither the heap nor
 * the threads. Any thread; blocks.
 */
final class Passwords {

    static final int MIN_LENGTH = 8;
    static final int MAX_LENGTH = 256;

    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private static final int AT_A_TIME = 2;
    private static final int WAITING = 8;
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    /** Without letters that are easily confused. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int GENERATED_LENGTH = 20;

    private final Argon2Function argon2 = Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    private final Semaphore guesses = new Semaphore(AT_A_TIME);

    /** A permit of its own, so that guesses from other devices do not delay a known one. */
    private final Semaphore knownDevices = new Semaphore(1);

    String hash(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult();
    }

    boolean matches(String password, String hash) {
        return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }

    /** Empty when too many others are being checked. */
    Optional<Boolean> matchesInTime(String password, String hash, boolean knownDevice) {
        Semaphore permits = knownDevice ? knownDevices : guesses;
        if (permits.getQueueLength() >= WAITING) {
            return Optional.empty();
        }
        try {
            if (!permits.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.of(matches(password, hash));
        } finally {
            permits.release();
        }
    }

    /** A random password of 20 characters, 115 bits. */
    static String generate(SecureRandom random) {
        return random.ints(GENERATED_LENGTH, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, i) -> text.append(LETTERS.charAt(i)), StringBuilder::append)
                .toString();
    }
}
