package dev.turnout.backend.storage.postgres;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Names the reason of a failure of PostgreSQL, without any value that was to be stored. */
final class PostgresFailure {

    /** Class 08 (connection exception), and the server's shutdown, crash and start. */
    private static final Set<String> CONNECTION_LOST = Set.of("08", "57P01", "57P02", "57P03");

    private static final String NO_CONNECTION = "08001";
    private static final String NO_PRIVILEGE = "42501";

    /** Reasons by SQLSTATE or its class; the longest match counts. */
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("08", "the database server cannot be reached"),
            Map.entry("08004", "the database server refuses the connection"),
            Map.entry("57P01", "the database server is stopping"),
            Map.entry("57P02", "the database server has crashed"),
            Map.entry("57P03", "the database server is starting"),
            Map.entry("28", "the database server refuses user or password"),
            Map.entry("28000", "the database server refuses this user, database or client address"),
            Map.entry("3D", "the database does not exist on the server"),
            Map.entry("3F", "the schema does not exist in the database"),
            Map.entry(NO_PRIVILEGE, "the database server refuses an operation to this user"),
            Map.entry("53100", "the disk of the database server is full"),
            Map.entry("53", "the database server has too few resources"),
            Map.entry("25006", "the database server is read-only"));

    private PostgresFailure() {}

    static String reason(Throwable failure) {
        String state = sqlState(failure);
        for (int length = state.length(); length >= 2; length--) {
            String reason = REASONS.get(state.substring(0, length));
            if (reason != null) {
                return reason;
            }
        }
        return state.isEmpty()
                ? "no connection to the database server was free in time"
                : "the database failed with SQLSTATE " + state;
    }

    /** The reason of a failure before anything is read or stored, with the message of the server or driver. */
    static String reasonAtStart(Throwable failure, PostgresUrl url) {
        Optional<FlywayException> flyway = cause(failure, FlywayException.class);
        if (flyway.isPresent()
                && flyway.get().getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return "its schema contains tables of another program. Use a database of its own: createdb -O " + url.user()
                    + " NAME";
        }
        if (cause(failure, UnknownHostException.class).isPresent()) {
            return "the host name " + url.server().host() + " is unknown";
        }
        Optional<SSLException> tls = cause(failure, SSLException.class);
        if (tls.isPresent()) {
            return "there is no TLS connection to the database server: " + firstLine(tls.get());
        }
        String state = sqlState(failure);
        if (state.isEmpty()) {
            return firstLine(failure);
        }
        if (state.equals(NO_CONNECTION)) {
            return reason(failure) + " at " + url.server();
        }
        if (state.equals(NO_PRIVILEGE)) {
            return "the user " + url.user() + " needs CREATE on schema public, and to own the tables there ("
                    + message(failure) + "). Create the database with this owner: createdb -O " + url.user() + " "
                    + url.database() + "; or in the database: GRANT CREATE ON SCHEMA public TO " + url.user();
        }
        return reason(failure) + " (" + message(failure) + ")";
    }

    /** The message of the failure that has the SQLSTATE. */
    private static String message(Throwable failure) {
        return withState(failure).map(PostgresFailure::firstLine).orElse("");
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    static boolean isConnectionLost(Throwable failure) {
        return CONNECTION_LOST.stream().anyMatch(sqlState(failure)::startsWith);
    }

    /** Whether the failure was caused by the values: classes 22 (data exception) and 23 (integrity constraint violation). */
    static boolean isAboutTheData(Throwable failure) {
        String state = sqlState(failure);
        return state.startsWith("22") || state.startsWith("23");
    }

    private static String sqlState(Throwable failure) {
        return withState(failure).map(SQLException::getSQLState).orElse("");
    }

    private static Optional<SQLException> withState(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
