package dev.turnout.backend.storage.postgres;

import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.Storage;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/**
 * An address such as {@code postgres://user:password@host:5432/database?sslmode=require}.
 *
 * @param jdbcUrl without user and password
 */
public record PostgresUrl(String jdbcUrl, String user, String password) implements DatabaseUrl {

    private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");

    public static boolean isOne(String text) {
        return SCHEMES.stream().anyMatch(scheme -> text.startsWith(scheme + "://"));
    }

    /** @throws IllegalArgumentException with the reason, without the password */
    public static PostgresUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL such as postgres://user:password@host:5432/database");
        }
        String userInfo = uri.getRawUserInfo();
        String path = uri.getRawPath();
        if (!SCHEMES.contains(uri.getScheme()) || uri.getHost() == null || userInfo == null || path.length() < 2) {
            throw new IllegalArgumentException(
                    "must have user, host and database: postgres://user:password@host/database");
        }
        int colon = userInfo.indexOf(':');
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new PostgresUrl(
                "jdbc:postgresql://" + uri.getHost() + port + path + query,
                decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                colon < 0 ? "" : decoded(userInfo.substring(colon + 1)));
    }

    @Override
    public Storage storage(Duration retention) {
        return new PostgresStorage(this);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbcUrl + ", user=" + user + ", password hidden";
    }
}
