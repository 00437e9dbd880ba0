package dev.turnout.socket.delivery;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;

/**
 * One connection to a SQLite file, with its prepared statements. A commit returns when it is on disk (WAL,
 * {@code synchronous=FULL}). One thread only.
 */
final class SqliteConnection implements AutoCloseable {

    private static final int WAL_BYTES = 16 << 20;

    /** Pages in the WAL before it is copied into the file: a page that changes several times is copied once. */
    private static final int WAL_PAGES = 4_000;

    /** Statements that belong together. */
    interface Work<T> {
        T run(SqliteConnection db) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    SqliteConnection(Connection connection) {
        this.connection = connection;
    }

    /** The exclusive lock saves the shared memory file, and with it a fault if that cannot grow on a full disk. */
    static Connection open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setLockingMode(LockingMode.EXCLUSIVE);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setJournalSizeLimit(WAL_BYTES);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(WAL_PAGES));
        return config.createConnection("jdbc:sqlite:" + file);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the number of rows changed. */
    int update(String sql, Object... parameters) throws SQLException {
        return bind(sql, parameters).executeUpdate();
    }

    /** The first column of the first row, 0 if there is none or it is null. */
    long number(String sql, Object... parameters) throws SQLException {
        try (ResultSet rows = query(sql, parameters)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** The caller closes the result. */
    ResultSet query(String sql, Object... parameters) throws SQLException {
        try {
            return bind(sql, parameters).executeQuery();
        } catch (SQLException e) {
            closeQuietly(statements.remove(sql));
            throw e;
        }
    }

    private PreparedStatement bind(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Bytes in use; pages that were freed are used again. */
    long bytes() throws SQLException {
        return (number("PRAGMA page_count") - number("PRAGMA freelist_count")) * number("PRAGMA page_size");
    }

    /** Runs the work in one transaction. After an exception none of it has happened. */
    <T> T transaction(Work<T> work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            T result = work.run(this);
            execute("COMMIT");
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    /** The driver closes a statement that failed in the middle, for instance on a full disk, and does not reopen it. */
    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back already, as it does after most I/O errors.
        }
        statements.values().forEach(SqliteConnection::closeQuietly);
        statements.clear();
    }

    private static void closeQuietly(@Nullable PreparedStatement statement) {
        try {
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException e) {
            // It is not used again.
        }
    }

    /** Whether the file itself is damaged, so that repeating the statement does not help. */
    static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & 0xFF;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The next start reads the WAL.
        }
    }
}
