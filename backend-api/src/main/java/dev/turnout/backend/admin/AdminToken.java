package dev.turnout.backend.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** {@code ADMIN_TOKEN}: a request with it as bearer token (RFC 6750) has the rights of an admin. */
public final class AdminToken {

    /** The name recorded for changes made with the token. */
    public static final String NAME = "token";

    /** No token is accepted. */
    public static final AdminToken NONE = new AdminToken(Optional.empty());

    private static final int MIN_LENGTH = 8;

    private final Optional<byte[]> token;

    private AdminToken(Optional<byte[]> token) {
        this.token = token;
    }

    /** @throws IllegalArgumentException with what is wrong, without the token */
    public static AdminToken parse(String value) {
        if (value.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "is shorter than " + MIN_LENGTH + " characters; make one with: openssl rand -hex 32");
        }
        if (value.startsWith(Shares.PREFIX)) {
            throw new IllegalArgumentException("may not start with " + Shares.PREFIX);
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("may hold only printable ASCII without spaces");
        }
        return new AdminToken(Optional.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether this is the token, compared in constant time. */
    public boolean is(String given) {
        return token.map(expected -> MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8)))
                .orElse(false);
    }

    @Override
    public String toString() {
        return token.isPresent() ? "set, hidden" : "not set";
    }
}
