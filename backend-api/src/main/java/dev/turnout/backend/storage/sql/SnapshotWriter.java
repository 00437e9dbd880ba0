package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.RollUp.Width;
import dev.turnout.backend.storage.SlotMerge;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inserts snapshots and updates the roll-ups, with statements that are prepared once per transaction. One thread. */
final class SnapshotWriter implements AutoCloseable {

    private static final int MINUTE = 60;

    private final Connection connection;
    private final SqlDialect dialect;
    private final PreparedStatement findAuction;
    private final PreparedStatement setPeak;
    private final PreparedStatement storedPeak;
    private final PreparedStatement findMinute;
    private final PreparedStatement markShared;
    private final PreparedStatement findSame;
    private final @Nullable PreparedStatement deleteSketch;
    private final PreparedStatement deleteSame;
    private final @Nullable PreparedStatement insertSketch;
    private final PreparedStatement insert;
    private final RollUpWriter rollUps;

    SnapshotWriter(Connection connection, SqlDialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        findAuction = connection.prepareStatement(
                "SELECT coalesce(peak_viewers, -1) FROM auction WHERE id = ?" + dialect.forUpdate());
        setPeak = connection.prepareStatement("UPDATE auction SET peak_viewers = ? WHERE id = ?");
        storedPeak = connection.prepareStatement(
                "SELECT max(top) FROM roll_up WHERE auction_id = ? AND width = " + Width.DAY.seconds());
        findMinute = connection.prepareStatement(
                "SELECT at, source, part FROM snapshot WHERE auction_id = ? AND at >= ? AND at < ?");
        markShared = connection.prepareStatement("UPDATE snapshot SET shared = 1 WHERE auction_id = ? AND at = ?");
        findSame = connection.prepareStatement(
                SnapshotRows.select(Detail.ALL, dialect) + " WHERE s.auction_id = ? AND s.at = ? AND s.source = ?");
        deleteSketch = dialect.sketchesApart() ? connection.prepareStatement("""
                DELETE FROM snapshot_sketch WHERE id = (
                  SELECT sketch_id FROM snapshot WHERE auction_id = ? AND at = ? AND source = ?)""") : null;
        deleteSame = connection.prepareStatement("DELETE FROM snapshot WHERE auction_id = ? AND at = ? AND source = ?");
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

    /**
     * What is stored of the UTC minute that a snapshot belongs to.
     *
     * @param samePart the part that has the same timestamp and source, or -1
     * @param sameTimestamp the snapshots that have the same timestamp
     * @param nextPart the part for another one
     */
    private record Neighbours(int samePart, int sameTimestamp, int nextPart, boolean any) {}

    StoreResult write(AuctionId auction, Snapshot snapshot) throws SQLException {
        return write(auction, new StoredSnapshot(snapshot, decoded(snapshot.uniqueSketch())));
    }

    StoreResult write(AuctionId auction, StoredSnapshot arriving) throws SQLException {
        Integer peak = peakOf(auction.value());
        if (peak == null) {
            return StoreResult.NO_AUCTION;
        }
        Neighbours neighbours = neighbours(auction.value(), arriving.snapshot());
        return neighbours.samePart() < 0
                ? add(auction.value(), arriving, neighbours, peak)
                : merge(auction.value(), arriving, neighbours, peak);
    }

    private StoreResult add(String auction, StoredSnapshot arriving, Neighbours neighbours, int peak)
            throws SQLException {
        long at = at(arriving);
        dialect.prepareFor(connection, at);
        if (neighbours.sameTimestamp() > 0) {
            markShared.setString(1, auction);
            markShared.setLong(2, at);
            markShared.executeUpdate();
        }
        insert(auction, arriving, neighbours.nextPart(), neighbours.sameTimestamp() > 0);
        rollUps.add(auction, Aggregate.of(arriving.snapshot(), arriving.sketch(), !neighbours.any()));
        raisePeak(auction, peak, arriving.top());
        return StoreResult.NEW;
    }

    private StoreResult merge(String auction, StoredSnapshot arriving, Neighbours neighbours, int peak)
            throws SQLException {
        long at = at(arriving);
        bindKey(findSame, auction, arriving);
        StoredSnapshot stored;
        try (ResultSet row = findSame.executeQuery()) {
            row.next();
            stored = SnapshotRows.read(row, Detail.ALL);
        }
        Optional<StoredSnapshot> merged = SlotMerge.merge(stored, arriving);
        if (merged.isEmpty()) {
            return StoreResult.REPEATED;
        }
        if (deleteSketch != null) {
            bindKey(deleteSketch, auction, arriving);
            deleteSketch.executeUpdate();
        }
        bindKey(deleteSame, auction, arriving);
        deleteSame.executeUpdate();
        insert(auction, merged.get(), neighbours.samePart(), neighbours.sameTimestamp() > 1);
        rollUps.recomputeHour(auction, Width.HOUR.startOf(at));
        rollUps.recomputeDay(auction, Width.DAY.startOf(at));
        if (stored.top() == peak && merged.get().top() < peak) {
            setPeak(auction, storedPeak(auction));
        } else {
            raisePeak(auction, peak, merged.get().top());
        }
        return StoreResult.MERGED;
    }

    private void raisePeak(String auction, int peak, int reached) throws SQLException {
        if (reached > peak) {
            setPeak(auction, reached);
        }
    }

    private void setPeak(String auction, int peak) throws SQLException {
        setPeak.setInt(1, peak);
        setPeak.setString(2, auction);
        setPeak.executeUpdate();
    }

    /** The largest count of the minutes that are stored. */
    private int storedPeak(String auction) throws SQLException {
        storedPeak.setString(1, auction);
        try (ResultSet row = storedPeak.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void bindKey(PreparedStatement statement, String auction, StoredSnapshot stored)
            throws SQLException {
        statement.setString(1, auction);
        statement.setLong(2, at(stored));
        statement.setString(3, source(stored.snapshot()));
    }

    private static long at(StoredSnapshot stored) {
        return stored.snapshot().timestamp().getEpochSecond();
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
        int samePart = -1;
        int sameTimestamp = 0;
        int nextPart = 0;
        boolean any = false;
        findMinute.setString(1, auction);
        findMinute.setLong(2, minute);
        findMinute.setLong(3, minute + MINUTE);
        try (ResultSet row = findMinute.executeQuery()) {
            while (row.next()) {
                any = true;
                if (row.getLong(1) == at) {
                    int part = row.getInt(3);
                    sameTimestamp++;
                    nextPart = Math.max(nextPart, part + 1);
                    samePart = row.getString(2).equals(source) ? part : samePart;
                }
            }
        }
        return new Neighbours(samePart, sameTimestamp, nextPart, any);
    }

    private void insert(String auction, StoredSnapshot stored, int part, boolean shared) throws SQLException {
        Snapshot snapshot = stored.snapshot();
        ViewerSketch sketch = stored.sketch();
        @Nullable Object[] values = {
            auction,
            at(stored),
            source(snapshot),
            part,
            shared ? 1 : 0,
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
            sketch == null ? null : sketchColumn(sketch),
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
    private Object sketchColumn(ViewerSketch sketch) throws SQLException {
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
        for (@Nullable PreparedStatement statement : new @Nullable PreparedStatement[] {
            findAuction,
            setPeak,
            storedPeak,
            findMinute,
            markShared,
            findSame,
            deleteSketch,
            deleteSame,
            insertSketch,
            insert
        }) {
            if (statement != null) {
                statement.close();
            }
        }
        rollUps.close();
    }
}
