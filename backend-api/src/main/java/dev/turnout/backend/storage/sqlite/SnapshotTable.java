package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage.MinuteCounts;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tables {@code snapshot} and {@code roll_up}. */
final class SnapshotTable {

    private static final String JOIN_ALL =
            ", k.sketch FROM snapshot s LEFT JOIN snapshot_sketch k ON k.id = s.sketch_id";
    private static final String JOIN_SHARED = JOIN_ALL + " AND s.shared = 1";

    private SnapshotTable() {}

    /** A position between two snapshots of an auction. */
    record Position(long at, int part) {

        static Position before(Period period) {
            return new Position(period.firstSecond(), -1);
        }
    }

    /** A page of snapshots and the position after it. */
    record Page(List<StoredSnapshot> snapshots, Position end) {}

    static Page page(
            Connection connection, AuctionId auction, Period period, Position after, boolean allSketches, int rows)
            throws SQLException {
        String sql = "SELECT " + SnapshotRows.COLUMNS + (allSketches ? JOIN_ALL : JOIN_SHARED) + '\n' + """
                WHERE s.auction_id = ? AND s.at >= ? AND s.at < ? AND (s.at > ? OR s.part > ?)
                ORDER BY s.at, s.part LIMIT ?""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, auction.value());
            query.setLong(2, after.at());
            query.setLong(3, period.endSecond());
            query.setLong(4, after.at());
            query.setInt(5, after.part());
            query.setInt(6, rows);
            List<StoredSnapshot> page = new ArrayList<>();
            Position end = after;
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    page.add(SnapshotRows.read(row));
                    end = new Position(row.getLong(1), row.getInt(3));
                }
            }
            return new Page(page, end);
        }
    }

    static List<Snapshot> newest(Connection connection, AuctionId auction, Instant from, int timestamps)
            throws SQLException {
        String sql = "SELECT " + SnapshotRows.COLUMNS + ", NULL FROM snapshot s\n" + """
                WHERE s.auction_id = ?1 AND s.at >= (
                  SELECT min(at) FROM (
                    SELECT DISTINCT at FROM snapshot WHERE auction_id = ?1 AND at >= ?2 ORDER BY at DESC LIMIT ?3))
                ORDER BY s.at, s.part""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, auction.value());
            query.setLong(2, Period.ceilingSecond(from));
            query.setInt(3, timestamps);
            List<Snapshot> newest = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    newest.add(SnapshotRows.read(row).snapshot());
                }
            }
            return newest;
        }
    }

    /** Reads one auction after the other, so that each is one range of adjacent rows; returns the number of rows. */
    static int minuteCounts(Connection connection, Period period, MinuteCounts each) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT a.id, s.at, s.viewer_count FROM auction a CROSS JOIN snapshot s
                WHERE s.auction_id = a.id AND s.at >= ? AND s.at < ? ORDER BY a.id, s.at, s.part""")) {
            query.setLong(1, period.firstSecond());
            query.setLong(2, period.endSecond());
            int rows = 0;
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    each.minute(row.getString(1), row.getLong(2), row.getInt(3));
                    rows++;
                }
            }
            return rows;
        }
    }

    static List<RollUp> rollUps(Connection connection, AuctionId auction, RollUp.Width width, Period period)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT start, " + RollUpRows.COLUMNS
                + " FROM roll_up WHERE auction_id = ? AND width = ? AND start >= ? AND start < ? ORDER BY start")) {
            query.setString(1, auction.value());
            query.setInt(2, width.seconds());
            query.setLong(3, period.firstSecond());
            query.setLong(4, period.endSecond());
            List<RollUp> rollUps = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rollUps.add(RollUpRows.read(row));
                }
            }
            return rollUps;
        }
    }

    static Optional<Instant> newestDay(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT max(first_at) FROM roll_up WHERE width = 86400");
                ResultSet row = query.executeQuery()) {
            row.next();
            return Optional.ofNullable(Columns.longOrNull(row, 1)).map(Instant::ofEpochSecond);
        }
    }
}
