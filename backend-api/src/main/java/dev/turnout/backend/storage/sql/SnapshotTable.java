package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage.Detail;
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

    private final Connection connection;
    private final SqlDialect dialect;

    SnapshotTable(Connection connection, SqlDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** A position between two snapshots of an auction. */
    record Position(long at, int part) {

        static Position before(Period period) {
            return new Position(period.firstSecond(), -1);
        }
    }

    /** A page of snapshots and the position after it; unchanged when the page is not full, since it is the last one. */
    record Page(List<StoredSnapshot> snapshots, Position end) {}

    Page page(AuctionId auction, Period period, Position after, Detail detail, int rows) throws SQLException {
        String sql = SnapshotRows.select(detail, dialect) + '\n' + """
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
                    page.add(SnapshotRows.read(row, detail));
                    if (page.size() == rows) {
                        end = new Position(row.getLong(1), row.getInt(2));
                    }
                }
            }
            return new Page(page, end);
        }
    }

    List<Snapshot> newest(AuctionId auction, Instant from, int timestamps) throws SQLException {
        String sql = SnapshotRows.select(Detail.COUNTS, dialect) + '\n' + """
                WHERE s.auction_id = ? AND s.at >= (
                  SELECT min(newest.at) FROM (
                    SELECT DISTINCT at FROM snapshot WHERE auction_id = ? AND at >= ? ORDER BY at DESC LIMIT ?) newest)
                ORDER BY s.at, s.part""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, auction.value());
            query.setString(2, auction.value());
            query.setLong(3, Period.ceilingSecond(from));
            query.setInt(4, timestamps);
            List<Snapshot> newest = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    newest.add(SnapshotRows.read(row, Detail.COUNTS).snapshot());
                }
            }
            return newest;
        }
    }

    /**
     * Returns the number of auctions. Each is one range of adjacent rows, and the database joins its counts into one text, since
     * passing 60 values for each auction to Java takes longer than finding them. Times are relative to the period, so that the
     * text is short.
     */
    int minuteCounts(Period period, MinuteCounts each) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT a.id, (
                  SELECT %s FROM snapshot s
                  WHERE s.auction_id = a.id AND s.at >= ? AND s.at < ?) AS counts
                FROM auction a ORDER BY a.id""".formatted(dialect.joined("(s.at - ?) || ' ' || s.part || ' ' || s.viewer_count")))) {
            query.setLong(1, period.firstSecond());
            query.setLong(2, period.firstSecond());
            query.setLong(3, period.endSecond());
            int auctions = 0;
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String counts = row.getString(2);
                    if (counts != null) {
                        passOn(row.getString(1), period.firstSecond(), new JoinedNumbers(counts), each);
                    }
                    auctions++;
                }
            }
            return auctions;
        }
    }

    /** Of several snapshots of one timestamp only the one that arrived last. */
    private static void passOn(String auction, long start, JoinedNumbers numbers, MinuteCounts each) {
        long at = -1;
        long part = 0;
        long viewers = 0;
        while (numbers.hasNext()) {
            long nextAt = numbers.next();
            long nextPart = numbers.next();
            long next = numbers.next();
            if (nextAt != at && at >= 0) {
                each.minute(auction, start + at, (int) viewers);
            }
            if (nextAt != at || nextPart > part) {
                part = nextPart;
                viewers = next;
            }
            at = nextAt;
        }
        each.minute(auction, start + at, (int) viewers);
    }

    List<RollUp> rollUps(AuctionId auction, RollUp.Width width, Period period, Detail detail) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT start, "
                + (detail == Detail.ALL ? RollUpRows.COLUMNS : RollUpRows.COLUMNS_WITHOUT_MAPS)
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

    Optional<Instant> newestDay() throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT max(first_at) FROM roll_up WHERE width = 86400");
                ResultSet row = query.executeQuery()) {
            row.next();
            return Optional.ofNullable(Columns.longOrNull(row, 1)).map(Instant::ofEpochSecond);
        }
    }
}
