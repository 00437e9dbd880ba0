package dev.turnout.backend.storage.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.turnout.backend.storage.Period;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.model.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code snapshot}. */
final class SnapshotTable {

    /** What an absent source is kept as. */
    private static final String NO_SOURCE = "";

    private static final TypeReference<Map<String, Integer>> NUMBERS = new TypeReference<>() {};

    /** A snapshot with the place where reading goes on after it. */
    record Row(long id, Snapshot snapshot) {}

    private SnapshotTable() {}

    /** @return false when the auction is gone, or this snapshot was there already */
    static boolean insert(Handle handle, AuctionId auction, Snapshot snapshot) {
        return handle.createUpdate("""
                        INSERT INTO snapshot
                          (auction_id, at, source, viewer_count, avg_viewers, peak_viewers, min_viewers, sample_count,
                           exact_peak, exact_peak_at, exact_min, viewer_seconds, joins, leaves, unique_viewers,
                           unique_sketch, session_seconds, sections)
                        SELECT
                           id, :at, :source, :viewerCount, :avgViewers, :peakViewers, :minViewers, :sampleCount,
                           :exactPeak, :exactPeakAt, :exactMin, :viewerSeconds, :joins, :leaves, :uniqueViewers,
                           :uniqueSketch, :sessionSeconds, :sections
                        FROM auction WHERE id = :auction
                        ON CONFLICT DO NOTHING""")
                        .bind("auction", auction.value())
                        .bind("at", snapshot.timestamp().getEpochSecond())
                        .bind("source", snapshot.source() == null ? NO_SOURCE : snapshot.source())
                        .bind("exactPeakAt", Columns.millis(snapshot.exactPeakAt()))
                        .bind("sessionSeconds", text(snapshot.sessionSeconds()))
                        .bind("sections", text(snapshot.sections()))
                        .bindMethods(snapshot)
                        .execute()
                == 1;
    }

    /** The next page of a period's snapshots, after a row or from the beginning. */
    static List<Row> page(Handle handle, AuctionId auction, Period period, @Nullable Row after, int rows) {
        return handle.createQuery("""
                        SELECT * FROM snapshot
                        WHERE auction_id = :auction AND at >= :from AND at < :until AND (at, id) > (:from, :after)
                        ORDER BY at, id LIMIT :rows""")
                .bind("auction", auction.value())
                .bind("until", ceilingSecond(period.until()))
                .bind(
                        "from",
                        after == null
                                ? ceilingSecond(period.from())
                                : after.snapshot().timestamp().getEpochSecond())
                .bind("after", after == null ? Long.MIN_VALUE : after.id())
                .bind("rows", rows)
                .map(SnapshotTable::row)
                .list();
    }

    static List<Snapshot> newest(Handle handle, AuctionId auction, int timestamps) {
        return handle.createQuery("""
                        SELECT * FROM snapshot
                        WHERE auction_id = :auction AND at >= coalesce((
                          SELECT min(at) FROM (
                            SELECT DISTINCT at FROM snapshot WHERE auction_id = :auction
                            ORDER BY at DESC LIMIT :timestamps)), 0)
                        ORDER BY at, id""")
                .bind("auction", auction.value())
                .bind("timestamps", timestamps)
                .map(SnapshotTable::row)
                .map(Row::snapshot)
                .list();
    }

    static int deleteBefore(Handle handle, Instant instant, int limit) {
        return handle.execute(
                "DELETE FROM snapshot WHERE id IN (SELECT id FROM snapshot WHERE at < ? LIMIT ?)",
                ceilingSecond(instant),
                limit);
    }

    private static long ceilingSecond(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        String source = row.getString("source");
        return new Row(
                row.getLong("id"),
                new Snapshot(
                        Instant.ofEpochSecond(row.getLong("at")),
                        row.getInt("viewer_count"),
                        row.getInt("avg_viewers"),
                        row.getInt("peak_viewers"),
                        row.getInt("min_viewers"),
                        row.getInt("sample_count"),
                        source.equals(NO_SOURCE) ? null : source,
                        Columns.integerOrNull(row, "exact_peak"),
                        Columns.instantOrNull(row, "exact_peak_at"),
                        Columns.integerOrNull(row, "exact_min"),
                        Columns.doubleOrNull(row, "viewer_seconds"),
                        Columns.integerOrNull(row, "joins"),
                        Columns.integerOrNull(row, "leaves"),
                        Columns.integerOrNull(row, "unique_viewers"),
                        row.getString("unique_sketch"),
                        numbers(row.getString("session_seconds")),
                        numbers(row.getString("sections"))));
    }

    private static @Nullable String text(@Nullable Map<String, Integer> numbers) {
        try {
            return numbers == null ? null : Json.MAPPER.writeValueAsString(numbers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of numbers did not become JSON", e);
        }
    }

    private static @Nullable Map<String, Integer> numbers(@Nullable String text) throws SQLException {
        try {
            return text == null ? null : Json.MAPPER.readValue(text, NUMBERS);
        } catch (JsonProcessingException e) {
            throw new SQLException("a snapshot holds broken JSON", e);
        }
    }
}
