package dev.turnout.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** The id of an auction: 1 to 64 letters, digits, underscores or hyphens. Its room is {@code auction-<id>}. */
public record AuctionId(String value) implements Comparable<AuctionId> {

    public static final String SLUG_PREFIX = "auction-";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws IllegalArgumentException when the value has another form */
    public AuctionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an auction id has 1 to 64 letters, digits, '_' or '-'");
        }
    }

    public static Optional<AuctionId> parse(String value) {
        return FORM.matcher(value).matches() ? Optional.of(new AuctionId(value)) : Optional.empty();
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
