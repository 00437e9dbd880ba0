package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private static final int BATCH = 100;
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
        void take(OutboxRecord record, int status, long refusedAt) throws SQLException;
    }

    private record Row(OutboxRecord record, int status, long refusedAt) {}

    /** Rows up to a page that cannot be read; {@code last} is the last id that was seen. */
    private record Batch(List<Row> rows, long last, boolean failed) {}

    /** Passes on every intact row that is found from the begin and from the end of the table. Returns how many. */
    long read(Connector connector, Rows rows) throws SQLException {
        try (OutboxDatabase database = OutboxDatabase.open(file, connector)) {
            Scan upwards = scan(database, "WHERE id > ? ORDER BY id", Long.MIN_VALUE, rows);
            if (!upwards.failed()) {
                return upwards.found();
            }
            String rest = "WHERE id < ? AND id > " + upwards.last() + " ORDER BY id DESC";
            return upwards.found() + scan(database, rest, Long.MAX_VALUE, rows).found();
        } catch (SQLException e) {
            if (OutboxDatabase.isDamage(e)) {
                return 0;
            }
            throw e;
        }
    }

    private record Scan(long found, long last, boolean failed) {}

    private static Scan scan(OutboxDatabase database, String condition, long bound, Rows rows) throws SQLException {
        long found = 0;
        long last = bound;
        while (true) {
            Batch batch = batch(database, condition, last);
            found += pass(batch, rows);
            if (batch.failed() || batch.last() == last) {
                return new Scan(found, batch.last(), batch.failed());
            }
            last = batch.last();
        }
    }

    private static long pass(Batch batch, Rows rows) throws SQLException {
        for (Row row : batch.rows()) {
            rows.take(row.record(), row.status(), row.refusedAt());
        }
        return batch.rows().size();
    }

    private static Batch batch(OutboxDatabase database, String condition, long bound) {
        List<Row> rows = new ArrayList<>();
        long last = bound;
        String sql = "SELECT * FROM snapshot NOT INDEXED " + condition + " LIMIT " + BATCH;
        try (ResultSet result = database.query(sql, bound)) {
            while (result.next()) {
                last = result.getLong("id");
                int status = result.getInt("status");
                long refusedAt = result.getLong("refused_at");
                Optional<OutboxRecord> record = SnapshotOutbox.record(result);
                record.ifPresent(intact -> rows.add(new Row(intact, status, refusedAt)));
            }
            return new Batch(rows, last, false);
        } catch (SQLException e) {
            return new Batch(rows, last, true);
        }
    }
}
