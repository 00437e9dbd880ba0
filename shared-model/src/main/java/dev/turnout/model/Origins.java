package dev.turnout.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The origins of the pages that may connect (RFC 6454): exact, or {@code https://*.example.com} for every subdomain. The
 * default port of a scheme may be written or left out. Host names may contain {@code _}.
 */
public final class Origins {

    /** Every origin. */
    public static final Origins ANY = new Origins(List.of("*"));

    private static final String ANY_SUBDOMAIN = "://*.";
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://(?:(?:\\*\\.)?[a-z0-9_][a-z0-9._-]*|\\[[0-9a-f:.]+])(?::\\d{1,5})?");
    private static final Map<String, String> DEFAULT_PORTS = Map.of("http://", ":80", "https://", ":443");

    /** What browsers send for pages without a host: sandboxed frames, local files, some in-app browsers. */
    private static final Set<String> WITHOUT_HOST = Set.of("null", "file://");

    private final List<String> patterns;
    private final boolean any;

    private Origins(List<String> patterns) {
        this.patterns = patterns;
        this.any = patterns.contains("*");
    }

    /**
     * @param patterns {@code *}, {@code scheme://host[:port]}, {@code scheme://*.host[:port]}, {@code null} or
     *     {@code file://}
     * @throws IllegalArgumentException when one of them is none of these
     */
    public static Origins of(List<String> patterns) {
        return new Origins(patterns.stream().map(Origins::checked).toList());
    }

    public boolean allows(String origin) {
        if (any) {
            return true;
        }
        String normalized = normalized(origin);
        return patterns.stream().anyMatch(pattern -> matches(pattern, normalized));
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
        return subdomain.chars().allMatch(c -> c == '.' || c == '-' || c == '_' || Character.isLetterOrDigit(c));
    }

    private static String normalized(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> entry : DEFAULT_PORTS.entrySet()) {
            if (lower.startsWith(entry.getKey()) && lower.endsWith(entry.getValue())) {
                return lower.substring(0, lower.length() - entry.getValue().length());
            }
        }
        return lower;
    }

    private static String checked(String pattern) {
        String normalized = normalized(pattern);
        if (normalized.equals("*")
                || WITHOUT_HOST.contains(normalized)
                || ORIGIN.matcher(normalized).matches()) {
            return normalized;
        }
        throw new IllegalArgumentException("'" + pattern
                + "' is not an origin: write https://example.com, https://*.example.com or *, without a path");
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
