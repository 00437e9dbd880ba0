package dev.turnout.settings;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The base URL of another server. Host names may contain {@code _}, as names of Compose services do; {@link URI} alone
 * finds no host in such a URL.
 */
public final class ServerUrl {

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    private ServerUrl() {}

    /** @throws IllegalArgumentException with the reason; it repeats no user name, password or query */
    public static URI parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getRawQuery() != null || uri.getRawFragment() != null || !isHostAndPort(uri)) {
            throw invalid();
        }
        return uri;
    }

    /** As {@link #parse}, and without a path. */
    public static URI parseWithoutPath(String text) {
        URI uri = parse(text);
        if (!uri.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("has a path; only scheme, host and port are allowed");
        }
        return uri;
    }

    private static boolean isHostAndPort(URI uri) {
        String authority = uri.getRawAuthority();
        Matcher matcher = AUTHORITY.matcher(authority == null ? "" : authority);
        if (!matcher.matches()) {
            return false;
        }
        String port = matcher.group(1);
        return port == null || (Integer.parseInt(port) > 0 && Integer.parseInt(port) <= MAX_PORT);
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException(
                "is not an http or https URL such as http://localhost:8080, without user name, query and fragment");
    }
}
