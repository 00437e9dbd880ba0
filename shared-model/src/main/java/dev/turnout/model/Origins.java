package dev.turnout.model;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * The origins of the pages that may connect (RFC 6454): exact, or {@code https://*.example.com} for every subdomain.
 */
public final class Origins {

    /** Every origin. */
    public static final Origins ANY = new Origins(List.of("*"));

    private static final String ANY_SUBDOMAIN = "://*.";

    private final List<String> patterns;
    private final boolean any;

    private Origins(List<String> patterns) {
        this.patterns = patterns;
        this.any = patterns.contains("*");
    }

    /**
     * @param patterns {@code *}, {@code scheme://host[:port]} or {@code scheme://*.host[:port]}
     * @throws IllegalArgumentException when one of them is none of these
     */
    public static Origins of(List<String> patterns) {
        return new Origins(patterns.stream().map(Origins::checked).toList());
    }

    public boolean allows(String origin) {
        if (any) {
            return true;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> matches(pattern, asked));
    }

    private static boolean matches(String pattern, String origin) {
        int star = pattern.indexOf(ANY_SUBDOMAIN);
        if (star < 0) {
            return pattern.equals(origin);
        }
        String scheme = pattern.substring(0, star + 3);
        String domain = pattern.substring(star + ANY_SUBDOMAIN.length() - 1);
        if (!origin.startsWith(scheme)
                || !origin.endsWith(domain)
                || origin.length() <= scheme.length() + domain.length()) {
            return false;
        }
        String subdomain = origin.substring(scheme.length(), origin.length() - domain.length());
        return subdomain.chars().allMatch(c -> c == '.' || c == '-' || Character.isLetterOrDigit(c));
    }

    private static String checked(String pattern) {
        if (pattern.equals("*")) {
            return pattern;
        }
        URI uri;
        try {
            uri = URI.create(pattern.replace(ANY_SUBDOMAIN, "://any."));
        } catch (IllegalArgumentException e) {
            throw notAnOrigin(pattern);
        }
        boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
        if (uri.getScheme() == null || uri.getHost() == null || !bare || uri.getRawQuery() != null) {
            throw notAnOrigin(pattern);
        }
        return pattern.toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException notAnOrigin(String pattern) {
        return new IllegalArgumentException("'" + pattern
                + "' is not an origin: write https://example.com, https://*.example.com or *, without a path");
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
