package dev.turnout.socket.cluster;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which Redis connects the nodes of a cluster. Printing it shows no password.
 *
 * @param url {@code redis://} or {@code rediss://}, perhaps with user and password
 * @param clusterName prefix of every key and channel, so that clusters may share a Redis
 */
public record RedisSettings(String url, String clusterName) {

    public static final String DEFAULT_NAME = "turnout";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,32}");
    private static final int MAX_PORT = 65_535;
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");

    /** @throws IllegalArgumentException with what is wrong, without the password */
    public static String checkUrl(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a URL such as redis://:password@host:6379/0");
        }
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
            throw new IllegalArgumentException("must begin with redis:// or rediss://");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("names no host");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("has a port that is not between 1 and " + MAX_PORT);
        }
        if (!uri.getPath().matches("(/\\d{0,4})?") || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("may have the number of a database as path, and nothing else");
        }
        return text;
    }

    /** @throws IllegalArgumentException with what is wrong */
    public static String checkName(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("must have 1 to 32 letters, digits, '_', '.' or '-'");
        }
        return text;
    }

    /** Host and port, for logs. */
    String host() {
        URI uri = URI.create(url);
        return uri.getHost() + ":" + (uri.getPort() < 0 ? 6379 : uri.getPort());
    }

    /** Pub/sub channel of the census. */
    String channel() {
        return clusterName + ":census";
    }

    /** Pub/sub channel of the messages to one node. */
    String channelOf(String node) {
        return clusterName + ":node:" + node;
    }

    /** Stream of the published events. */
    String stream() {
        return clusterName + ":events";
    }

    /** Lease of the node that determines the epochs. */
    String lease() {
        return clusterName + ":lease";
    }

    /** The current epoch: its number and its members. */
    String epoch() {
        return clusterName + ":epoch";
    }

    @Override
    public String toString() {
        return clusterName + " at " + host();
    }
}
