package dev.turnout.model;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a browser of an admin shows to socket-server to receive the countries of one auction: the time of its expiry and a
 * signature with the internal key, which both servers have. backend-api issues it to admins.
 */
public final class StatsTicket {

    private static final String ALGORITHM = "HmacSHA256";

    private StatsTicket() {}

    public static String issue(InternalKeys keys, AuctionId auction, Instant expiresAt) {
        long expiry = expiresAt.getEpochSecond();
        return expiry + "." + signature(keys.current(), auction, expiry);
    }

    /** Whether it was issued for this auction with one of the keys, and has not expired. */
    public static boolean isValid(InternalKeys keys, AuctionId auction, String ticket, Instant now) {
        int dot = ticket.indexOf('.');
        try {
            long expiry = Long.parseLong(ticket.substring(0, Math.max(0, dot)));
            byte[] given = ticket.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
            boolean signed = false;
            for (String key : keys.all()) {
                signed |=
                        MessageDigest.isEqual(signature(key, auction, expiry).getBytes(StandardCharsets.UTF_8), given);
            }
            return signed && now.isBefore(Instant.ofEpochSecond(expiry));
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
    }

    private static String signature(String key, AuctionId auction, long expiry) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            String signed = "stats ticket " + auction + " " + expiry;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
