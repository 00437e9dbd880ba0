package dev.turnout.backend.storage.sql;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.sql.Columns.JsonType;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a snapshot is laid out in a row of the table {@code snapshot}. */
final class SnapshotRows {

    /** Stored in place of an absent source. */
    static final String NO_SOURCE = "";

    private static final String COUNT_COLUMNS = """
            s.at, s.part, s.viewer_count, s.avg_viewers, s.peak_viewers, s.min_viewers, s.sample_count,
            s.observed_seconds, s.exact_peak, s.exact_peak_at, s.exact_min, s.viewer_seconds, s.joins, s.leaves,
            s.unique_viewers, %s""";

    private static final String COUNTRIES = ", s.countries";

    private static final String OTHER_COLUMNS =
            ", s.source, s.fence, s.slots, s.session_seconds, s.sections" + COUNTRIES;

    private static final JsonType<Map<String, Integer>> NUMBERS = new JsonType<>(new TypeReference<>() {});

    private SnapshotRows() {}

    /**
     * Selects from {@code snapshot s}: with {@code ALL} every column, else the counts, and the sketches only of timestamps
     * with several snapshots.
     */
    static String select(Detail detail, SqlDialect dialect) {
        String sketch = dialect.sketchesApart()
                ? "(SELECT k.sketch FROM snapshot_sketch k WHERE k.id = s.sketch_id)"
                : "s.sketch";
        String wanted = detail == Detail.ALL ? sketch : "CASE WHEN s.shared = 1 THEN " + sketch + " END";
        return "SELECT " + COUNT_COLUMNS.formatted(wanted) + otherColumns(detail) + " FROM snapshot s";
    }

    private static String otherColumns(Detail detail) {
        return switch (detail) {
            case COUNTS -> "";
            case COUNTS_AND_COUNTRIES -> COUNTRIES;
            case ALL -> OTHER_COLUMNS;
        };
    }

    /** Reads a row of {@link #select}. */
    static StoredSnapshot read(ResultSet row, Detail detail) throws SQLException {
        boolean all = detail == Detail.ALL;
        Long exactPeakAt = Columns.longOrNull(row, 10);
        Snapshot snapshot = Snapshot.builder(Instant.ofEpochSecond(row.getLong(1)))
                .viewerCount(row.getInt(3))
                .avgViewers(row.getInt(4))
                .peakViewers(row.getInt(5))
                .minViewers(row.getInt(6))
                .sampleCount(row.getInt(7))
                .source(all ? source(row.getString(17)) : null)
                .exactPeak(Columns.integerOrNull(row, 9))
                .exactPeakAt(exactPeakAt == null ? null : Instant.ofEpochMilli(exactPeakAt))
                .exactMin(Columns.integerOrNull(row, 11))
                .viewerSeconds(Columns.doubleOrNull(row, 12))
                .joins(Columns.integerOrNull(row, 13))
                .leaves(Columns.integerOrNull(row, 14))
                .uniqueViewers(Columns.integerOrNull(row, 15))
                .sessionSeconds(all ? Columns.parsed(row.getString(20), NUMBERS) : null)
                .sections(all ? Columns.parsed(row.getString(21), NUMBERS) : null)
                .observedSeconds(Columns.doubleOrNull(row, 8))
                .countries(countries(row, detail))
                .fence(all ? Columns.longOrNull(row, 18) : null)
                .slots(all ? Columns.longOrNull(row, 19) : null)
                .build();
        return new StoredSnapshot(snapshot, sketch(row.getBytes(16)));
    }

    private static @Nullable Map<String, Integer> countries(ResultSet row, Detail detail) throws SQLException {
        return switch (detail) {
            case COUNTS -> null;
            case COUNTS_AND_COUNTRIES -> Columns.parsed(row.getString(17), NUMBERS);
            case ALL -> Columns.parsed(row.getString(22), NUMBERS);
        };
    }

    private static @Nullable String source(String stored) {
        return stored.equals(NO_SOURCE) ? null : stored;
    }

    static @Nullable ViewerSketch sketch(byte @Nullable [] bytes) throws SQLException {
        try {
            return bytes == null ? null : ViewerSketch.fromBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new SQLException("a row contains an invalid sketch", e);
        }
    }
}
