package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.RollUp.Width;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StoredSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Keeps the table {@code roll_up} equal to the snapshots, within the caller's transaction. One thread. */
final class RollUpWriter implements AutoCloseable {

    private static final int MINUTE = 60;

    private final PreparedStatement find;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final PreparedStatement hours;
    private final PreparedStatement snapshots;

    RollUpWriter(Connection connection, SqlDialect dialect) throws SQLException {
        find = connection.prepareStatement("SELECT start, " + RollUpRows.COLUMNS
                + " FROM roll_up WHERE auction_id = ? AND width = ? AND start = ?");
        put = connection.prepareStatement("INSERT INTO roll_up (auction_id, width, start, " + RollUpRows.COLUMNS
                + ") VALUES (?, ?, ?" + ", ?".repeat(RollUpRows.COLUMN_COUNT)
                + ") ON CONFLICT (auction_id, width, start) DO UPDATE SET " + RollUpRows.ASSIGNMENTS);
        delete = connection.prepareStatement("DELETE FROM roll_up WHERE auction_id = ? AND width = ? AND start = ?");
        hours = connection.prepareStatement("SELECT start, " + RollUpRows.COLUMNS
                + " FROM roll_up WHERE auction_id = ? AND width = 3600 AND start >= ? AND start < ? ORDER BY start");
        snapshots = connection.prepareStatement(SnapshotRows.select(Detail.ALL, dialect) + '\n' + """
                WHERE s.auction_id = ? AND s.at >= ? AND s.at < ? ORDER BY s.at, s.part""");
    }

    /** Merges a new snapshot into the roll-ups of its hour and its day. */
    void add(String auction, Aggregate snapshot) throws SQLException {
        for (Width width : Width.values()) {
            long start = width.startOf(snapshot.firstAt());
            Aggregate stored = find(auction, width, start);
            put(auction, width, start, stored == null ? snapshot : stored.plus(snapshot));
        }
    }

    /** Computes the roll-up of an hour from its snapshots; deletes it when there are none. */
    void recomputeHour(String auction, long start) throws SQLException {
        long end = start + Width.HOUR.seconds();
        Aggregate sum = null;
        long lastMinute = Long.MIN_VALUE;
        bindSpan(snapshots, auction, start, end);
        try (ResultSet row = snapshots.executeQuery()) {
            while (row.next()) {
                StoredSnapshot stored = SnapshotRows.read(row, Detail.ALL);
                long minute = Math.floorDiv(stored.snapshot().timestamp().getEpochSecond(), MINUTE);
                Aggregate next = Aggregate.of(stored.snapshot(), stored.sketch(), minute != lastMinute);
                lastMinute = minute;
                sum = sum == null ? next : sum.plus(next);
            }
        }
        putOrDelete(auction, Width.HOUR, start, sum);
    }

    /** Computes the roll-up of a day from those of its hours; deletes it when there are none. */
    void recomputeDay(String auction, long start) throws SQLException {
        Aggregate sum = null;
        bindSpan(hours, auction, start, start + Width.DAY.seconds());
        try (ResultSet row = hours.executeQuery()) {
            while (row.next()) {
                Aggregate next = RollUpRows.read(row).aggregate();
                sum = sum == null ? next : sum.plus(next);
            }
        }
        putOrDelete(auction, Width.DAY, start, sum);
    }

    void delete(String auction, Width width, long start) throws SQLException {
        bindKey(delete, auction, width, start);
        delete.executeUpdate();
    }

    private static void bindSpan(PreparedStatement statement, String auction, long from, long until)
            throws SQLException {
        statement.setString(1, auction);
        statement.setLong(2, from);
        statement.setLong(3, until);
    }

    private static void bindKey(PreparedStatement statement, String auction, Width width, long start)
            throws SQLException {
        statement.setString(1, auction);
        statement.setInt(2, width.seconds());
        statement.setLong(3, start);
    }

    private @Nullable Aggregate find(String auction, Width width, long start) throws SQLException {
        bindKey(find, auction, width, start);
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? RollUpRows.read(row).aggregate() : null;
        }
    }

    private void putOrDelete(String auction, Width width, long start, @Nullable Aggregate aggregate)
            throws SQLException {
        if (aggregate == null) {
            delete(auction, width, start);
        } else {
            put(auction, width, start, aggregate);
        }
    }

    private void put(String auction, Width width, long start, Aggregate aggregate) throws SQLException {
        bindKey(put, auction, width, start);
        RollUpRows.bind(put, 4, aggregate);
        put.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : new PreparedStatement[] {find, put, delete, hours, snapshots}) {
            statement.close();
        }
    }
}
