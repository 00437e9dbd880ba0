package dev.turnout.backend.storage.postgres;

import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.ServerAddress;
import dev.turnout.backend.storage.Storage;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address such as {@code postgres://user:password@host:5432/database?sslmode=require}.
 *
 * @param jdbcUrl without user and password
 */
public record PostgresUrl(String jdbcUrl, String user, String password) implements DatabaseUrl {

    private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");
    private static final String JDBC = "jdbc:";
    private static final int DEFAULT_PORT = 5_432;

    /** Options of the driver that this address has in front of the host. */
    private static final Set<String> BEFORE_THE_HOST = Set.of("user", "password");

    private static final String SCHEMA = "currentSchema";

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
        options(uri).forEach(Option::check);
        int colon = userInfo.indexOf(':');
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new PostgresUrl(
                JDBC + "postgresql://" + uri.getHost() + port + path + query,
                decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                colon < 0 ? "" : decoded(userInfo.substring(colon + 1)));
    }

    @Override
    public Storage storage(Duration retention) {
        return storageToCopy();
    }

    @Override
    public Storage storageToCopy() {
        return new PostgresStorage(this);
    }

    /** The part of the address that names the database. */
    String database() {
        return decoded(uri().getRawPath().substring(1));
    }

    ServerAddress server() {
        URI uri = uri();
        return new ServerAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    @Override
    public boolean isSameDatabase(DatabaseUrl other) {
        return other instanceof PostgresUrl postgres
                && database().equals(postgres.database())
                && schema().equals(postgres.schema())
                && server().isSameServer(postgres.server());
    }

    private Optional<String> schema() {
        return options(uri()).stream()
                .filter(option -> option.name().equals(SCHEMA))
                .map(Option::value)
                .findFirst();
    }

    private URI uri() {
        return URI.create(jdbcUrl.substring(JDBC.length()));
    }

    private static List<Option> options(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(text -> !text.isEmpty())
                .map(Option::parse)
                .toList();
    }

    /** One of the driver's options. The driver ignores those that it does not have. */
    private record Option(String name, String value) {

        static Option parse(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new Option(text, "")
                    : new Option(text.substring(0, equals), decoded(text.substring(equals + 1)));
        }

        void check() {
            DriverPropertyInfo property = Arrays.stream(driverOptions())
                    .filter(option -> option.name.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "has the option '" + name + "', which the JDBC driver of PostgreSQL does not have"));
            if (BEFORE_THE_HOST.contains(name)) {
                throw new IllegalArgumentException("has the option '" + name
                        + "'; user and password are before the host: postgres://user:password@host/database");
            }
            String @Nullable [] choices = property.choices;
            if (choices != null && !Arrays.stream(value.split(",")).allMatch(part -> isOneOf(choices, part))) {
                throw new IllegalArgumentException(
                        "has the option '" + name + "' with a wrong value; valid are " + String.join(", ", choices));
            }
        }

        private static DriverPropertyInfo[] driverOptions() {
            String anyUrl = JDBC + "postgresql://localhost/";
            try {
                return DriverManager.getDriver(anyUrl).getPropertyInfo(anyUrl, new Properties());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static boolean isOneOf(String[] choices, String value) {
            return Arrays.stream(choices).anyMatch(value::equalsIgnoreCase);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbcUrl.replaceFirst("[?].*", "") + ", user=" + user + ", password hidden";
    }
}
