package dev.turnout.model;

import java.util.Optional;

/** The id of an auction: 1 to 64 letters, digits, underscores or hyphens. Its room is {@code auction-<id>}. */
public record AuctionId(String value) implements Comparable<AuctionId> {

    public static final String SLUG_PREFIX = "auction-";

    public static final int MAX_CHARACTERS = 64;

    /** For the message to a client that has sent something else. */
    public static final String FORM = "an auction id has 1 to 64 letters, digits, '_' or '-'";

    /** @throws IllegalArgumentException when the value has another form */
    public AuctionId {
        if (!hasForm(value)) {
            throw new IllegalArgumentException(FORM);
        }
    }

    public static Optional<AuctionId> parse(String value) {
        return hasForm(value) ? Optional.of(new AuctionId(value)) : Optional.empty();
    }

    /** Without a regular expression: a list that a client sends may hold hundreds of ids. */
    private static boolean hasForm(String value) {
        if (value.isEmpty() || value.length() > MAX_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '_'
                || character == '-';
    }

    /** The id that a slug such as {@code auction-123} names. */
    public static Optional<AuctionId> fromSlug(String slug) {
        return slug.startsWith(SLUG_PREFIX) ? parse(slug.substring(SLUG_PREFIX.length())) : Optional.empty();
    }

    /** The slug, which is also the name of the room. */
    public String slug() {
        return SLUG_PREFIX + value;
    }

    @Override
    public int compareTo(AuctionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
