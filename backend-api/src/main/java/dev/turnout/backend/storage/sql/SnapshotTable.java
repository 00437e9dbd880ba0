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
import java.util.Comparator;
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

    /**
     * Snapshots in the order of their timestamps, those of one timestamp in the order of their arrival.
     *
     * @param next the second at which the next page begins; the end of the period after the last page
     */
    record Page(List<StoredSnapshot> snapshots, long next) {}

    private record Part(StoredSnapshot snapshot, long at, int number) {}

    private static final Comparator<Part> ORDER =
            Comparator.comparingLong(Part::at).thenComparingInt(Part::number);

    /**
     * Whole timestamps only. SQLite reads the rows in the order of the primary key, which begins with the auction and the
     * time; sorted by their arrival too, all of them would pass through a temporary table.
     *
     * @param from first second
     * @param until the second after the last one
     */
    Page page(AuctionId auction, long from, long until, Detail detail, int rows) throws SQLException {
        String sql = SnapshotRows.select(detail, dialect) + """

                WHERE s.auction_id = ? AND s.at >= ? AND s.at < ? ORDER BY s.at LIMIT ?""";
        List<Part> parts = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, auction.value());
            query.setLong(2, from);
            query.setLong(3, until);
            query.setInt(4, rows);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    StoredSnapshot snapshot = SnapshotRows.read(row, detail);
                    parts.add(new Part(snapshot, snapshot.snapshot().timestamp().getEpochSecond(), row.getInt(2)));
                }
            }
        }
        if (parts.size() < rows) {
            return page(parts, until);
        }
        long last = parts.get(rows - 1).at();
        parts.removeIf(part -> part.at() == last);
        return parts.isEmpty() ? page(auction, from, until, detail, 2 * rows) : page(parts, last);
    }

    private static Page page(List<Part> parts, long next) {
        parts.sort(ORDER);
        return new Page(parts.stream().map(Part::snapshot).toList(), next);
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
     * passing 60 values for each auction to Java takes longer than finding them. The part and the count, of 31 bits, are one
     * number, since most of the time goes into the text.
     */
    int minuteCounts(Period period, MinuteCounts each) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT a.id, (
                  SELECT %s FROM snapshot s
                  WHERE s.auction_id = a.id AND s.at >= ? AND s.at < ?) AS counts
                FROM auction a ORDER BY a.id""".formatted(dialect.joined("s.at || ' ' || (s.part * 2147483648 + s.viewer_count)")))) {
            query.setLong(1, period.firstSecond());
            query.setLong(2, period.endSecond());
            int auctions = 0;
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String counts = row.getString(2);
                    if (counts != null) {
                        passOn(row.getString(1), new JoinedNumbers(counts), each);
                    }
                    auctions++;
                }
            }
            return auctions;
        }
    }

    /** Of several snapshots of one timestamp only the one that arrived last. */
    private static void passOn(String auction, JoinedNumbers numbers, MinuteCounts each) {
        long at = -1;
        long newest = 0;
        while (numbers.hasNext()) {
            long nextAt = numbers.next();
            long next = numbers.next();
            if (nextAt != at && at >= 0) {
                each.minute(auction, at, viewers(newest));
            }
            newest = nextAt == at ? Math.max(newest, next) : next;
            at = nextAt;
        }
        each.minute(auction, at, viewers(newest));
    }

    private static int viewers(long partAndCount) {
        return (int) (partAndCount & Integer.MAX_VALUE);
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
