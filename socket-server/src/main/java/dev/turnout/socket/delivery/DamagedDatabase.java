package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A database file that was moved aside because SQLite found it damaged, and the rows that can still be read. */
final class DamagedDatabase {

    /** Further ones are deleted, the oldest first, so that a failing disk is not filled with them. */
    static final int KEPT = 3;

    private static final Pattern NAME = Pattern.compile("outbox-damaged-(\\d{1,9})\\.db");
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

    private final Path file;

    private DamagedDatabase(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Renames the file and its WAL. */
    static DamagedDatabase moveAside(Path database) throws SQLException {
        try {
            int number = 1 + latest(database);
            for (String suffix : SUFFIXES) {
                Path from = Path.of(database + suffix);
                if (Files.exists(from)) {
                    Files.move(from, Path.of(name(database, number) + suffix));
                }
            }
            for (int old = number - KEPT; old > 0; old--) {
                for (String suffix : SUFFIXES) {
                    Files.deleteIfExists(Path.of(name(database, old) + suffix));
                }
            }
            return new DamagedDatabase(name(database, number));
        } catch (IOException e) {
            throw new SQLException("the damaged " + database + " cannot be moved aside: " + e, e);
        }
    }

    private static int latest(Path database) throws IOException {
        try (Stream<Path> files = Files.list(database.toAbsolutePath().getParent())) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private static Path name(Path database, int number) {
        return database.resolveSibling("outbox-damaged-" + number + ".db");
    }

    interface Rows {
        void take(EncodedSnapshot snapshot, long id, int status, long refusedAt) throws SQLException;
    }

    /** Passes on the rows from both ends of the table up to the first damaged page; some may come twice. */
    void read(Connector connector, Rows rows) throws SQLException {
        try (OutboxDatabase database = OutboxDatabase.open(file, connector)) {
            if (!scan(database, "ORDER BY id", rows)) {
                scan(database, "ORDER BY id DESC", rows);
            }
        } catch (SQLException e) {
            ignoreDamage(e);
        }
    }

    /** Whether no damage was found. */
    private static boolean scan(OutboxDatabase database, String order, Rows rows) throws SQLException {
        try (ResultSet row = database.query("SELECT * FROM snapshot NOT INDEXED " + order)) {
            while (row.next()) {
                Optional<EncodedSnapshot> snapshot = SnapshotOutbox.snapshot(row);
                if (snapshot.isPresent()) {
                    rows.take(snapshot.get(), row.getLong("id"), row.getInt("status"), row.getLong("refused_at"));
                }
            }
            return true;
        } catch (SQLException e) {
            ignoreDamage(e);
            return false;
        }
    }

    private static void ignoreDamage(SQLException e) throws SQLException {
        if (!OutboxDatabase.isDamage(e)) {
            throw e;
        }
    }
}
