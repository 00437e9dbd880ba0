package dev.turnout.socket.gateway;

import dev.turnout.socket.audience.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes viewer keys for unique counts and their sketches. The salt is the same on all servers whose viewers are counted
 * together, and secret, so that keys cannot be guessed from hashes. Any thread.
 */
public final class ViewerHash {

    private volatile byte[] salt;
    private volatile long sessionSeed;

    public ViewerHash(String salt) {
        this.salt = bytes(salt);
        this.sessionSeed = ofKey("");
    }

    /** Replaces the salt, before the first viewer is hashed. */
    public void useSalt(String newSalt) {
        salt = bytes(newSalt);
        sessionSeed = ofKey("");
    }

    long ofKey(String key) {
        return hash(key);
    }

    /**
     * A session without a key is its own viewer, also after it was recovered. Session ids are random and made by the
     * server, so that no client can choose or guess one: they need to be spread evenly, and no cryptographic hash.
     */
    long ofSession(String sessionId) {
        return Hashes.mix(Hashes.with(sessionSeed, sessionId));
    }

    private long hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update((byte) 0); // between the salt and the key
            digest.update(bytes(text));
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
