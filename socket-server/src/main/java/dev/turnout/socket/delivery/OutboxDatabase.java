package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.StatusCounts.Status.DAMAGED;
import static dev.turnout.socket.delivery.StatusCounts.Status.POSTED;
import static dev.turnout.socket.delivery.StatusCounts.Status.SET_ASIDE;
import static dev.turnout.socket.delivery.StatusCounts.Status.TOO_MANY;
import static dev.turnout.socket.delivery.StatusCounts.Status.TOO_OLD;
import static dev.turnout.socket.delivery.StatusCounts.Status.UNWRITABLE;
import static dev.turnout.socket.delivery.StatusCounts.Status.WAITING;

import dev.turnout.socket.delivery.SqliteConnection.Work;
import dev.turnout.socket.delivery.StatusCounts.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the outbox, and the counters that are committed with their rows. One thread only.
 *
 * <p>A file that SQLite finds damaged is moved aside, and a new one begins with the rows that can still be read. The
 * statement that found the damage fails; the next one uses the new file.
 */
final class OutboxDatabase implements AutoCloseable {

    /** Number of damaged files that are kept, the newest ones, so that a failing disk is not filled with them. */
    private static final int DAMAGED_FILES_KEPT = 3;

    private static final Pattern DAMAGED_FILE = Pattern.compile("outbox-damaged-(\\d{1,9})\\.db");
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

    private static final int VERSION = 2;

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

    /** The statuses of snapshots that have left the table; each has a column of {@code counters}. */
    private static final List<Status> COUNTERS = List.of(POSTED, TOO_OLD, TOO_MANY, DAMAGED, UNWRITABLE);

    private static final String SAVE_COUNTERS = COUNTERS.stream()
            .map(each -> each + " = ?")
            .collect(Collectors.joining(", ", "UPDATE counters SET sampled = ?, ", ""));

    /** Opens a connection to a file. Tests replace it to make statements fail. */
    interface Connector {
        Connection connect(Path file) throws SQLException;
    }

    private final Path file;
    private final Connector connector;
    private final DeliveryLog log;

    /** Null after a damaged file was moved aside and no new one could be made yet. */
    private @Nullable SqliteConnection connection;

    private StatusCounts counts = StatusCounts.NONE;
    private boolean countersLoaded;
    private long nextId = 1;
    private long arrivals;
    private long failures;
    private long damagedFiles;

    private OutboxDatabase(Path file, Connector connector, DeliveryLog log) {
        this.file = file;
        this.connector = connector;
        this.log = log;
    }

    /** Opens the file or makes it. */
    static OutboxDatabase open(Path file, Connector connector, DeliveryLog log) throws SQLException {
        OutboxDatabase database = new OutboxDatabase(file, connector, log);
        try {
            database.load(database.connection());
        } catch (SQLException e) {
            database.disconnect();
            if (!SqliteConnection.isDamage(e)) {
                throw e;
            }
            database.replaceIfDamaged(e);
        }
        return database;
    }

    private void load(SqliteConnection db) throws SQLException {
        Map<Status, Long> stored = new EnumMap<>(Status.class);
        for (Status each : COUNTERS) {
            stored.put(each, db.number("SELECT " + each + " FROM counters"));
        }
        StatusCounts withoutRows = new StatusCounts(db.number("SELECT sampled FROM counters"), stored);
        // What holds if the rows below turn out to be damaged: all the others are in the table.
        counts = new StatusCounts(withoutRows.sampled() - withoutRows.unaccounted(), stored)
                .plus(WAITING, withoutRows.unaccounted());
        countersLoaded = true;
        stored.put(WAITING, db.number("SELECT count(*) FROM snapshot WHERE status = 0"));
        stored.put(SET_ASIDE, db.number("SELECT count(*) FROM snapshot WHERE status > 0"));
        nextId = 1 + db.number("SELECT max(id) FROM snapshot");
        counts = new StatusCounts(withoutRows.sampled(), stored);
    }

    private SqliteConnection connection() throws SQLException {
        SqliteConnection open = connection;
        if (open == null) {
            open = new SqliteConnection(connector.connect(file));
            connection = open;
            prepareSchema(open);
        }
        return open;
    }

    private static void prepareSchema(SqliteConnection open) throws SQLException {
        long version = open.number("PRAGMA user_version");
        if (version != 0 && version != VERSION) {
            throw new SQLException("the outbox was written by another version of this server (schema " + version + ")");
        }
        if (version == 0) {
            open.transaction(db -> {
                for (String statement : SCHEMA) {
                    db.execute(statement);
                }
                return true;
            });
        }
    }

    /** Runs work that only reads. */
    <T> T read(Work<T> work) throws SQLException {
        try {
            return work.run(connection());
        } catch (SQLException e) {
            replaceIfDamaged(e);
            throw e;
        }
    }

    /** Runs the work in one transaction. After an exception neither rows nor counters have changed. */
    <T> T transaction(Work<T> work) throws SQLException {
        StatusCounts before = counts;
        try {
            return connection().transaction(db -> {
                T value = work.run(db);
                Stream<Long> values = Stream.concat(
                        Stream.of(counts.sampled()), COUNTERS.stream().map(counts::get));
                db.update(SAVE_COUNTERS, values.toArray());
                return value;
            });
        } catch (SQLException | RuntimeException | Error e) {
            counts = before;
            failures++;
            if (e instanceof SQLException failure) {
                replaceIfDamaged(failure);
            }
            throw e;
        }
    }

    /** Ids are not reused while the process runs, so a late result cannot be taken for that of another snapshot. */
    long newId() {
        return nextId++;
    }

    StatusCounts counts() {
        return counts;
    }

    /** Counts new snapshots. What is counted within a transaction is stored with it. */
    void add(Status status, long number) {
        counts = counts.plus(status, number);
        arrivals += status == WAITING ? number : 0;
    }

    void move(Status from, Status to, long number) {
        counts = counts.move(from, to, number);
        arrivals += to == WAITING ? number : 0;
    }

    /** Snapshots that have begun to wait since the start, also in transactions that failed. */
    long arrivals() {
        return arrivals;
    }

    /** Transactions that failed. */
    long failures() {
        return failures;
    }

    /** Files that were moved aside. */
    long damagedFiles() {
        return damagedFiles;
    }

    // --- damage and end

    private void replaceIfDamaged(SQLException cause) throws SQLException {
        if (!SqliteConnection.isDamage(cause)) {
            return;
        }
        disconnect();
        damagedFiles++;
        long stored = counts.get(WAITING) + counts.get(SET_ASIDE);
        move(WAITING, DAMAGED, counts.get(WAITING));
        move(SET_ASIDE, DAMAGED, counts.get(SET_ASIDE));
        Path damaged = moveAside();
        log.databaseDamaged(damaged, cause);
        transaction(db -> {
            salvageDrafts(db, damaged);
            return salvage(db, damaged, "ORDER BY id") || salvage(db, damaged, "ORDER BY id DESC");
        });
        long salvaged = counts.get(WAITING) + counts.get(SET_ASIDE);
        log.databaseReplaced(
                salvaged, countersLoaded ? OptionalLong.of(Math.max(0, stored - salvaged)) : OptionalLong.empty());
        countersLoaded = true;
    }

    private Path moveAside() throws SQLException {
        try {
            int number = 1 + latestDamaged();
            for (String suffix : SUFFIXES) {
                Path from = Path.of(file + suffix);
                if (Files.exists(from)) {
                    Files.move(from, Path.of(damagedFile(number) + suffix));
                }
            }
            for (int old = number - DAMAGED_FILES_KEPT; old > 0; old--) {
                for (String suffix : SUFFIXES) {
                    Files.deleteIfExists(Path.of(damagedFile(old) + suffix));
                }
            }
            return damagedFile(number);
        } catch (IOException e) {
            throw new SQLException("the damaged " + file + " cannot be moved aside: " + e, e);
        }
    }

    private int latestDamaged() throws IOException {
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            return files.map(each -> DAMAGED_FILE.matcher(each.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private Path damagedFile(int number) {
        return file.resolveSibling("outbox-damaged-" + number + ".db");
    }

    private void salvageDrafts(SqliteConnection db, Path damaged) throws SQLException {
        try (SqliteConnection source = new SqliteConnection(connector.connect(damaged));
                ResultSet row = source.query("SELECT minute, content FROM draft")) {
            while (row.next()) {
                db.update("INSERT OR IGNORE INTO draft VALUES (?, ?)", row.getLong(1), row.getBytes(2));
            }
        } catch (SQLException e) {
            if (!SqliteConnection.isDamage(e)) {
                throw e;
            }
            log.draftDamaged(e);
        }
    }

    /** Takes over all rows, or those before the first damaged page. Returns whether it found no damage. */
    private boolean salvage(SqliteConnection db, Path damaged, String order) throws SQLException {
        try (SqliteConnection source = new SqliteConnection(connector.connect(damaged));
                ResultSet row = source.query("SELECT * FROM snapshot NOT INDEXED " + order)) {
            while (row.next()) {
                Optional<EncodedSnapshot> snapshot = EncodedSnapshot.read(row);
                if (snapshot.isPresent()) {
                    takeOver(db, snapshot.get(), row.getLong("id"), row.getInt("status"), row.getLong("refused_at"));
                }
            }
            return true;
        } catch (SQLException e) {
            if (!SqliteConnection.isDamage(e)) {
                throw e;
            }
            return false;
        }
    }

    private void takeOver(SqliteConnection db, EncodedSnapshot snapshot, long id, int status, long refusedAt)
            throws SQLException {
        int inserted = db.update(
                "INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?, ?, 0, ?, ?, '')",
                id,
                snapshot.auction().value(),
                snapshot.minute().toEpochMilli(),
                snapshot.body().toByteArray(),
                status,
                refusedAt);
        Status salvaged = status == 0 ? WAITING : SET_ASIDE;
        if (counts.get(DAMAGED) >= inserted) {
            move(DAMAGED, salvaged, inserted);
        } else {
            add(salvaged, inserted);
        }
        nextId = Math.max(nextId, id + 1);
    }

    /** Stores the counters of snapshots that never reached the disk, and closes the file. */
    @Override
    public void close() {
        try {
            if (connection != null) {
                transaction(db -> true);
            }
        } catch (SQLException e) {
            log.unwritable("counters", e, 0);
        } finally {
            disconnect();
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
