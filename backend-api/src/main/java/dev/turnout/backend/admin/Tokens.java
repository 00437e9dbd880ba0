package dev.turnout.backend.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random tokens, of which the database holds only hashes. */
final class Tokens {

    private static final int TOKEN_BYTES = 32;
    private static final int ID_BYTES = 9;

    private Tokens() {}

    /** 256 random bits. */
    static String random(SecureRandom random) {
        return base64(random, TOKEN_BYTES);
    }

    /** A short id that is no secret. */
    static String id(SecureRandom random) {
        return base64(random, ID_BYTES);
    }

    static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String base64(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
