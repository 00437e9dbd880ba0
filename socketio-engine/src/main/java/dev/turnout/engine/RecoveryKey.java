package dev.turnout.engine;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that authenticates the {@code pid} of connection state recovery. Engines with the same key accept each
 * other's pids. Printing it shows nothing. Any thread.
 */
public final class RecoveryKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final SecretKeySpec secret;

    private RecoveryKey(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** A key that no other engine has. */
    public static RecoveryKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new RecoveryKey(secret);
    }

    /** @throws IllegalArgumentException when it is shorter than 32 bytes */
    public static RecoveryKey of(byte[] secret) {
        if (secret.length < BYTES) {
            throw new IllegalArgumentException("a recovery key has at least " + BYTES + " bytes");
        }
        return new RecoveryKey(secret);
    }

    /** A new HMAC-SHA256 with this key; for one thread at a time. */
    public Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "RecoveryKey";
    }
}
