package dev.turnout.socket.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;

/**
 * One connection to the SQLite file of the outbox, with its statements. A commit returns when it is on disk (WAL,
 * {@code synchronous=FULL}).
 */
final class OutboxDatabase implements AutoCloseable {

    private static final int VERSION = 2;
    private static final String NATIVE_LIBRARY_DIRECTORY = "org.sqlite.tmpdir";
    private static final int WAL_BYTES = 16 << 20;

    /** Pages in the WAL before it is copied into the file: a page that changes several times is copied once. */
    private static final int WAL_PAGES = 4_000;

    /**
     * {@code status} is 0 while the snapshot waits, else the HTTP status that it was refused with. {@code accepted} is 1
     * once the backend has accepted any snapshot of the auction. Rows are appended and, as a rule, deleted in the order of
     * their ids, so neither touches more pages than it must: an index by auction would cost each row a page of its own.
     */
    private static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE snapshot (
              id INTEGER PRIMARY KEY,
              auction TEXT NOT NULL,
              minute INTEGER NOT NULL,
              body BLOB NOT NULL,
              accepted INTEGER NOT NULL,
              status INTEGER NOT NULL DEFAULT 0,
              refused_at INTEGER,
              reason TEXT)""",
            "CREATE INDEX sending_order ON snapshot (accepted DESC, id, auction) WHERE status = 0",
            "CREATE INDEX set_aside ON snapshot (status, accepted, auction) WHERE status > 0",
            "CREATE INDEX never_accepted ON snapshot (auction) WHERE accepted = 0",
            "CREATE TABLE draft (minute INTEGER NOT NULL, content BLOB NOT NULL)",
            "CREATE TABLE accepted_auction (auction TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE counters (
              sampled INTEGER NOT NULL,
              posted INTEGER NOT NULL,
              too_old INTEGER NOT NULL,
              too_many INTEGER NOT NULL,
              damaged INTEGER NOT NULL,
              unwritable INTEGER NOT NULL)""",
            "INSERT INTO counters VALUES (0, 0, 0, 0, 0, 0)",
            "CREATE TABLE old_outbox_imported (at INTEGER NOT NULL)",
            "PRAGMA user_version = " + VERSION);

    /** Opens a connection to a file. Tests replace it to make statements fail. */
    interface Connector {
        Connection connect(Path file) throws SQLException;
    }

    interface Work<T> {
        T run() throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private OutboxDatabase(Connection connection) {
        this.connection = connection;
    }

    static OutboxDatabase open(Path file, Connector connector) throws SQLException {
        OutboxDatabase database = new OutboxDatabase(connector.connect(file));
        try {
            database.prepareSchema();
            return database;
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The exclusive lock saves the shared memory file, and with it a fault if that cannot grow on a full disk. */
    static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setLockingMode(LockingMode.EXCLUSIVE);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setJournalSizeLimit(WAL_BYTES);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(WAL_PAGES));
        try {
            return config.createConnection("jdbc:sqlite:" + file);
        } catch (LinkageError e) {
            throw new SQLException(
                    "SQLite's native library cannot be loaded from " + System.getProperty(NATIVE_LIBRARY_DIRECTORY)
                            + ": the directory must be writable and not mounted noexec; -D" + NATIVE_LIBRARY_DIRECTORY
                            + "=… names another one: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Makes the driver unpack its native library into the outbox's own directory, since {@code /tmp} may be read-only or
     * noexec, and removes what a killed process has left there.
     */
    static void useForNativeLibrary(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path leftover : files.filter(OutboxDatabase::isNativeLibrary).toList()) {
                Files.deleteIfExists(leftover);
            }
        }
        if (System.getProperty(NATIVE_LIBRARY_DIRECTORY) == null) {
            System.setProperty(NATIVE_LIBRARY_DIRECTORY, directory.toString());
        }
    }

    private static boolean isNativeLibrary(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("sqlite-") && name.contains("sqlitejdbc");
    }

    private void prepareSchema() throws SQLException {
        long version = number("PRAGMA user_version");
        if (version != 0 && version != VERSION) {
            throw new SQLException("the outbox was written by another version of this server (schema " + version + ")");
        }
        if (version == 0) {
            transaction(() -> {
                for (String statement : SCHEMA) {
                    execute(statement);
                }
                return true;
            });
        }
    }

    /** Whether the file itself is damaged, so that repeating the statement does not help. */
    static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & 0xFF;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Runs the work in one transaction. After an exception none of it has happened. */
    <T> T transaction(Work<T> work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            T result = work.run();
            execute("COMMIT");
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack();
                discardStatements();
            }
        }
    }

    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself, as it does after most I/O errors.
        }
    }

    /** The driver closes a statement that failed in the middle, for instance on a full disk, and does not reopen it. */
    private void discardStatements() {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // It is not used again.
            }
        }
        statements.clear();
    }

    private void execute(String sql) throws SQLException {
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
            statements.remove(sql);
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

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The next start reads the WAL.
        }
    }
}
