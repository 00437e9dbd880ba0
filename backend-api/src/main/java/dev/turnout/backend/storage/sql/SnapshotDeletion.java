package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.RollUp.Width;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deletes old snapshots with their sketches, and corrects the roll-ups they were part of. One thread. */
final class SnapshotDeletion implements AutoCloseable {

    private final PreparedStatement oldestDay;
    private final PreparedStatement lastAffected;
    private final @Nullable PreparedStatement deleteSketches;
    private final PreparedStatement deleteSnapshots;
    private final PreparedStatement deleteHours;
    private final RollUpWriter rollUps;

    private record AuctionDay(String auction, long start) {}

    SnapshotDeletion(Connection connection, SqlDialect dialect) throws SQLException {
        oldestDay = connection.prepareStatement("""
                SELECT auction_id, start FROM roll_up WHERE width = 86400 AND first_at < ?
                ORDER BY first_at LIMIT 1""");
        lastAffected = connection.prepareStatement("""
                SELECT max(oldest.at) FROM (
                  SELECT at FROM snapshot WHERE auction_id = ? AND at >= ? AND at < ? ORDER BY at, part LIMIT ?) oldest""");
        deleteSketches = dialect.sketchesApart() ? connection.prepareStatement("""
                DELETE FROM snapshot_sketch WHERE id IN (
                  SELECT sketch_id FROM snapshot WHERE auction_id = ? AND at >= ? AND at <= ?)""") : null;
        deleteSnapshots =
                connection.prepareStatement("DELETE FROM snapshot WHERE auction_id = ? AND at >= ? AND at <= ?");
        deleteHours = connection.prepareStatement(
                "DELETE FROM roll_up WHERE auction_id = ? AND width = 3600 AND start >= ? AND start < ?");
        rollUps = new RollUpWriter(connection, dialect);
    }

    /** Deletes snapshots before {@code cutoff} until about {@code limit} are gone; whole timestamps are deleted. */
    int deleteBefore(long cutoff, int limit) throws SQLException {
        int deleted = 0;
        Optional<AuctionDay> day = oldestDay(cutoff);
        while (day.isPresent() && deleted < limit) {
            deleted += delete(day.get(), cutoff, limit - deleted);
            day = oldestDay(cutoff);
        }
        return deleted;
    }

    private Optional<AuctionDay> oldestDay(long cutoff) throws SQLException {
        oldestDay.setLong(1, cutoff);
        try (ResultSet row = oldestDay.executeQuery()) {
            return row.next() ? Optional.of(new AuctionDay(row.getString(1), row.getLong(2))) : Optional.empty();
        }
    }

    private int delete(AuctionDay day, long cutoff, int limit) throws SQLException {
        long end = Math.min(day.start() + Width.DAY.seconds(), cutoff);
        long last = lastAffected(day, end, limit);
        if (deleteSketches != null) {
            bind(deleteSketches, day, last);
            deleteSketches.executeUpdate();
        }
        bind(deleteSnapshots, day, last);
        int deleted = deleteSnapshots.executeUpdate();
        long lastHour = Width.HOUR.startOf(last);
        bind(deleteHours, day, lastHour);
        deleteHours.executeUpdate();
        rollUps.recomputeHour(day.auction(), lastHour);
        rollUps.recomputeDay(day.auction(), day.start());
        return deleted;
    }

    /** The last timestamp to delete; the last second of the span when the roll-up has no snapshots in it. */
    private long lastAffected(AuctionDay day, long end, int limit) throws SQLException {
        bind(lastAffected, day, end);
        lastAffected.setInt(4, limit);
        try (ResultSet row = lastAffected.executeQuery()) {
            row.next();
            long last = row.getLong(1);
            return row.wasNull() ? end - 1 : last;
        }
    }

    private static void bind(PreparedStatement statement, AuctionDay day, long until) throws SQLException {
        statement.setString(1, day.auction());
        statement.setLong(2, day.start());
        statement.setLong(3, until);
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement :
                new PreparedStatement[] {oldestDay, lastAffected, deleteSnapshots, deleteHours}) {
            statement.close();
        }
        if (deleteSketches != null) {
            deleteSketches.close();
        }
        rollUps.close();
    }
}
