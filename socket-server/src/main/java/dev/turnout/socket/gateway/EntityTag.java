package dev.turnout.socket.gateway;

import java.util.Arrays;

/** Conditional requests (RFC 9110, section 13.1.2). */
final class EntityTag {

    private EntityTag() {}

    /**
     * Whether a client already has what {@code etag} names. The comparison is weak: a proxy that has compressed an answer
     * has also weakened its tag.
     */
    static boolean matches(String ifNoneMatch, String etag) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }
}
