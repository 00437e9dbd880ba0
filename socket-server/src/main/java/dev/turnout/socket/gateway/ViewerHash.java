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

    private static final long FNV_PRIME = 0x100000001b3L;

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
        long hash = sessionSeed;
        for (int i = 0; i < sessionId.length(); i++) {
            hash = (hash ^ sessionId.charAt(i)) * FNV_PRIME;
        }
        return mixed(hash);
    }

    /** The last step of MurmurHash3: each bit of the input changes half of the bits of the output. */
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
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
