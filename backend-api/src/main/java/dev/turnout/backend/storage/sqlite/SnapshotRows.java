package dev.turnout.backend.storage.sqlite;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.turnout.backend.storage.StoredSnapshot;
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

    /** The columns that {@link #read} expects, in this order, of the table alias {@code s} and the sketch {@code k}. */
    static final String COLUMNS = """
            s.at, s.source, s.part, s.viewer_count, s.avg_viewers, s.peak_viewers, s.min_viewers, s.sample_count,
            s.observed_seconds, s.exact_peak, s.exact_peak_at, s.exact_min, s.viewer_seconds, s.joins, s.leaves,
            s.unique_viewers, s.session_seconds, s.sections, s.countries, s.fence, s.slots""";

    private static final int SKETCH_COLUMN = 22;

    private static final TypeReference<Map<String, Integer>> NUMBERS = new TypeReference<>() {};

    private SnapshotRows() {}

    /** Reads a row of {@link #COLUMNS} followed by the sketch. */
    static StoredSnapshot read(ResultSet row) throws SQLException {
        String source = row.getString(2);
        Long exactPeakAt = Columns.longOrNull(row, 11);
        Snapshot snapshot = new Snapshot(
                Instant.ofEpochSecond(row.getLong(1)),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getInt(8),
                source.equals(NO_SOURCE) ? null : source,
                Columns.integerOrNull(row, 10),
                exactPeakAt == null ? null : Instant.ofEpochMilli(exactPeakAt),
                Columns.integerOrNull(row, 12),
                Columns.doubleOrNull(row, 13),
                Columns.integerOrNull(row, 14),
                Columns.integerOrNull(row, 15),
                Columns.integerOrNull(row, 16),
                null,
                Columns.parsed(row.getString(17), NUMBERS),
                Columns.parsed(row.getString(18), NUMBERS),
                Columns.doubleOrNull(row, 9),
                Columns.parsed(row.getString(19), NUMBERS),
                Columns.longOrNull(row, 20),
                Columns.longOrNull(row, 21));
        return new StoredSnapshot(snapshot, sketch(row.getBytes(SKETCH_COLUMN)));
    }

    static @Nullable ViewerSketch sketch(byte @Nullable [] bytes) throws SQLException {
        try {
            return bytes == null ? null : ViewerSketch.fromBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new SQLException("a row contains an invalid sketch", e);
        }
    }
}
