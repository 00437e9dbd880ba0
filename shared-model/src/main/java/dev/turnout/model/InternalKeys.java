package dev.turnout.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code INTERNAL_API_KEY}: one key, or two separated by a comma while one replaces the other. Both are
 * accepted, the first is sent.
 */
public final class InternalKeys {

    private static final int MIN_LENGTH = 16;
    private static final Set<String> WELL_KNOWN = Set.of(
            "your-internal-api-key",
            "your_internal_api_key",
            "internal-api-key-here",
            "changeme-changeme",
            "change-me-change-me",
            "internal-secret-key",
            "1234567890123456",
            "0123456789abcdef");

    private final List<String> keys;

    private InternalKeys(List<String> keys) {
        this.keys = keys;
    }

    /** @throws IllegalArgumentException with what is wrong, without the key */
    public static InternalKeys parse(String value) {
        List<String> keys =
                Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (keys.size() > 2) {
            throw new IllegalArgumentException(
                    "holds " + keys.size() + " keys; one, or two while changing it, are allowed");
        }
        keys.forEach(InternalKeys::check);
        return new InternalKeys(keys);
    }

    private static void check(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("is empty; make one with: openssl rand -hex 32");
        }
        if (WELL_KNOWN.contains(key.toLowerCase(Locale.ROOT))
                || key.chars().distinct().count() < 5) {
            throw new IllegalArgumentException("is a well-known value; make one with: openssl rand -hex 32");
        }
        if (key.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "is shorter than " + MIN_LENGTH + " characters; make one with: openssl rand -hex 32");
        }
        if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("may hold only printable ASCII without spaces");
        }
    }

    /** The key to send. */
    public String current() {
        return keys.get(0);
    }

    /** The keys that are accepted. */
    List<String> all() {
        return keys;
    }

    /** Whether a request's header holds one of the keys; in constant time. */
    public boolean accept(Optional<String> header) {
        byte[] given = header.orElse("").getBytes(StandardCharsets.UTF_8);
        boolean accepted = false;
        for (String key : keys) {
            accepted |= MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), given);
        }
        return accepted;
    }

    @Override
    public String toString() {
        return keys.size() + " key(s), hidden";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InternalKeys that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }
}
