package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Storage.Kept;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Inserts snapshots and updates the roll-ups, with statements that are prepared once per transaction. One thread. */
final class SnapshotWriter implements AutoCloseable {

    private static final int MINUTE = 60;

    private final Connection connection;
    private final SqlDialect dialect;
    private final PreparedStatement findAuction;
    private final PreparedStatement raisePeak;
    private final PreparedStatement findMinute;
    private final PreparedStatement markShared;
    private final @Nullable PreparedStatement insertSketch;
    private final PreparedStatement insert;
    private final RollUpWriter rollUps;

    SnapshotWriter(Connection connection, SqlDialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        findAuction = connection.prepareStatement(
                "SELECT coalesce(peak_viewers, -1) FROM auction WHERE id = ?" + dialect.forUpdate());
        raisePeak = connection.prepareStatement("UPDATE auction SET peak_viewers = ? WHERE id = ?");
        findMinute = connection.prepareStatement(
                "SELECT at, source, part FROM snapshot WHERE auction_id = ? AND at >= ? AND at < ?");
        markShared = connection.prepareStatement("UPDATE snapshot SET shared = 1 WHERE auction_id = ? AND at = ?");
        insertSketch = dialect.sketchesApart()
                ? connection.prepareStatement("INSERT INTO snapshot_sketch (sketch) VALUES (?) RETURNING id")
                : null;
        insert = connection.prepareStatement("""
                INSERT INTO snapshot
                  (auction_id, at, source, part, shared, viewer_count, avg_viewers, peak_viewers, min_viewers,
                   sample_count, observed_seconds, exact_peak, exact_peak_at, exact_min, viewer_seconds, joins, leaves,
                   unique_viewers, %s, session_seconds, sections, countries, fence, slots)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""".formatted(dialect.sketchesApart() ? "sketch_id" : "sketch"));
        rollUps = new RollUpWriter(connection, dialect);
    }

    /** What is stored of the UTC minute that a snapshot belongs to. */
    private record Neighbours(boolean sameSource, int sameTimestamp, boolean any) {}

    Kept write(AuctionId auction, Snapshot snapshot) throws SQLException {
        Integer peak = peakOf(auction.value());
        if (peak == null) {
            return Kept.NO_AUCTION;
        }
        Neighbours neighbours = neighbours(auction.value(), snapshot);
        if (neighbours.sameSource()) {
            return Kept.REPEATED;
        }
        dialect.prepareFor(connection, snapshot.timestamp().getEpochSecond());
        ViewerSketch sketch = decoded(snapshot.uniqueSketch());
        insert(auction.value(), snapshot, sketch, neighbours.sameTimestamp());
        Aggregate aggregate = Aggregate.of(snapshot, sketch, !neighbours.any());
        rollUps.add(auction.value(), aggregate);
        if (aggregate.top() > peak) {
            raisePeak.setInt(1, aggregate.top());
            raisePeak.setString(2, auction.value());
            raisePeak.executeUpdate();
        }
        return Kept.NEW;
    }

    private @Nullable Integer peakOf(String auction) throws SQLException {
        findAuction.setString(1, auction);
        try (ResultSet row = findAuction.executeQuery()) {
            return row.next() ? Integer.valueOf(row.getInt(1)) : null;
        }
    }

    private Neighbours neighbours(String auction, Snapshot snapshot) throws SQLException {
        long at = snapshot.timestamp().getEpochSecond();
        long minute = Math.floorDiv(at, MINUTE) * MINUTE;
        String source = source(snapshot);
        boolean sameSource = false;
        boolean any = false;
        int parts = 0;
        findMinute.setString(1, auction);
        findMinute.setLong(2, minute);
        findMinute.setLong(3, minute + MINUTE);
        try (ResultSet row = findMinute.executeQuery()) {
            while (row.next()) {
                any = true;
                if (row.getLong(1) == at) {
                    parts = Math.max(parts, row.getInt(3) + 1);
                    sameSource |= row.getString(2).equals(source);
                }
            }
        }
        return new Neighbours(sameSource, parts, any);
    }

    private void insert(String auction, Snapshot snapshot, @Nullable ViewerSketch sketch, int part)
            throws SQLException {
        long at = snapshot.timestamp().getEpochSecond();
        if (part > 0) {
            markShared.setString(1, auction);
            markShared.setLong(2, at);
            markShared.executeUpdate();
        }
        @Nullable Object[] values = {
            auction,
            at,
            source(snapshot),
            part,
            part > 0 ? 1 : 0,
            snapshot.viewerCount(),
            snapshot.avgViewers(),
            snapshot.peakViewers(),
            snapshot.minViewers(),
            snapshot.sampleCount(),
            snapshot.observedSeconds(),
            snapshot.exactPeak(),
            Columns.millis(snapshot.exactPeakAt()),
            snapshot.exactMin(),
            snapshot.viewerSeconds(),
            snapshot.joins(),
            snapshot.leaves(),
            snapshot.uniqueViewers(),
            sketch == null ? null : stored(sketch),
            Columns.json(snapshot.sessionSeconds()),
            Columns.json(snapshot.sections()),
            Columns.json(snapshot.countries()),
            snapshot.fence(),
            snapshot.slots()
        };
        for (int i = 0; i < values.length; i++) {
            Columns.set(insert, i + 1, values[i]);
        }
        insert.executeUpdate();
    }

    /** The sketch's id in its table, or the sketch itself. */
    private Object stored(ViewerSketch sketch) throws SQLException {
        if (insertSketch == null) {
            return sketch.toBytes();
        }
        insertSketch.setBytes(1, sketch.toBytes());
        try (ResultSet row = insertSketch.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String source(Snapshot snapshot) {
        return Objects.requireNonNullElse(snapshot.source(), SnapshotRows.NO_SOURCE);
    }

    private static @Nullable ViewerSketch decoded(@Nullable String text) {
        try {
            return text == null ? null : ViewerSketch.decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement :
                new PreparedStatement[] {findAuction, raisePeak, findMinute, markShared, insert}) {
            statement.close();
        }
        if (insertSketch != null) {
            insertSketch.close();
        }
        rollUps.close();
    }
}
