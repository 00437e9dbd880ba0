package dev.turnout.socket.gateway;

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

    public ViewerHash(String salt) {
        this.salt = bytes(salt);
    }

    /** Replaces the salt, before the first viewer is hashed. */
    public void useSalt(String newSalt) {
        salt = bytes(newSalt);
    }

    long ofKey(String key) {
        return hash((byte) 0, key);
    }

    /** A session without a key is its own viewer, also after it was recovered. */
    long ofSession(String sessionId) {
        return hash((byte) 1, sessionId);
    }

    private long hash(byte kind, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update(kind);
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
