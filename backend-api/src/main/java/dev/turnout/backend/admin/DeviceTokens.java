package dev.turnout.backend.admin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens for browsers in which an admin has logged in (OWASP: device cookies). A token is an id, its time of issue and a MAC
 * under the hash of the password; so nothing is stored, and a change of the password invalidates all of them. A session
 * has one token, however often it is issued: each token has guesses of its own.
 */
final class DeviceTokens {

    private static final Duration LIFETIME = Duration.ofDays(180);
    private static final int ID_BYTES = 16;
    private static final String MAC = "HmacSHA256";

    private DeviceTokens() {}

    static String issue(String passwordHash, String sessionToken, Instant loggedInAt) {
        byte[] id = Arrays.copyOf(mac(sessionToken, passwordHash), ID_BYTES);
        String content = base64(id) + "." + loggedInAt.getEpochSecond();
        return content + "." + base64(mac(content, passwordHash));
    }

    static boolean isValid(String token, String passwordHash, Instant now) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || !parts[1].matches("\\d{1,12}")) {
            return false;
        }
        String expected = base64(mac(parts[0] + "." + parts[1], passwordHash));
        boolean authentic = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), parts[2].getBytes(StandardCharsets.UTF_8));
        Instant issued = Instant.ofEpochSecond(Long.parseLong(parts[1]));
        return authentic && now.isBefore(issued.plus(LIFETIME));
    }

    private static byte[] mac(String content, String key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), MAC));
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + MAC, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
