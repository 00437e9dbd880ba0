package dev.turnout.backend.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Origins whose pages may show the live page and read-only links in a frame.
 *
 * @param origins {@code scheme://host[:port]}, {@code scheme://*.host[:port]} or {@code *}
 */
public record FrameAncestors(List<String> origins) {

    private static final Pattern ORIGIN = Pattern.compile("https?://(\\*\\.)?[a-z0-9_][a-z0-9._-]*(:\\d{1,5})?|\\*");

    /** @throws IllegalArgumentException when one of the origins is malformed */
    public FrameAncestors {
        origins = origins.stream().map(FrameAncestors::checked).toList();
    }

    private static String checked(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "'" + origin + "' is not an origin: write https://example.com, https://*.example.com or *");
        }
        return lower;
    }

    /** The value of the directive of a content security policy. */
    String sources() {
        return origins.isEmpty() ? "'self'" : "'self' " + String.join(" ", origins);
    }

    @Override
    public String toString() {
        return String.join(",", origins);
    }
}
