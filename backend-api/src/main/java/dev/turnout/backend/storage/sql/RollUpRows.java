package dev.turnout.backend.storage.sql;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Aggregate.Dated;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.sql.Columns.JsonType;
import dev.turnout.model.ViewerSketch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an {@link Aggregate} is laid out in a row of the table {@code roll_up}. */
final class RollUpRows {

    /** The columns after {@code auction_id, width, start}, in the order of {@link #read} and {@link #bind}. */
    static final String COLUMNS = """
            snapshots, minutes, first_at, last_at, last_viewers, samples, weighted_viewers, peak, min, top, top_at,
            bottom, exact_peak_known, exact_min_known, observed_seconds, watched_seconds, viewer_seconds, joins, leaves,
            largest_unique, session_seconds, sections, countries, sources, sketch""";

    static final String COLUMNS_WITHOUT_MAPS =
            COLUMNS.replace("session_seconds, sections, countries, sources,", "NULL, NULL, NULL, NULL,");

    private static final List<String> NAMES = List.of(COLUMNS.split(",\\s+", -1));

    static final int COLUMN_COUNT = NAMES.size();

    /** Sets every column of {@link #COLUMNS} to the value of the row that could not be inserted. */
    static final String ASSIGNMENTS =
            NAMES.stream().map(name -> name + " = excluded." + name).collect(Collectors.joining(", "));

    private static final JsonType<Map<String, Long>> LONGS = new JsonType<>(new TypeReference<>() {});
    private static final JsonType<Dated> DATED = new JsonType<>(new TypeReference<>() {});

    private RollUpRows() {}

    /** Reads a row of {@code start} followed by {@link #COLUMNS}. */
    static RollUp read(ResultSet row) throws SQLException {
        return new RollUp(
                Instant.ofEpochSecond(row.getLong(1)),
                new Aggregate(
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getInt(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getInt(9),
                        row.getInt(10),
                        row.getInt(11),
                        row.getLong(12),
                        row.getInt(13),
                        row.getBoolean(14),
                        row.getBoolean(15),
                        row.getDouble(16),
                        row.getDouble(17),
                        Columns.doubleOrNull(row, 18),
                        Columns.longOrNull(row, 19),
                        Columns.longOrNull(row, 20),
                        Columns.integerOrNull(row, 21),
                        SnapshotRows.sketch(row.getBytes(26)),
                        Columns.parsed(row.getString(22), LONGS),
                        Columns.parsed(row.getString(23), DATED),
                        Columns.parsed(row.getString(24), DATED),
                        Objects.requireNonNullElse(Columns.parsed(row.getString(25), LONGS), Map.of())));
    }

    /** Binds {@link #COLUMNS} to the parameters from {@code first} on. */
    static void bind(PreparedStatement statement, int first, Aggregate aggregate) throws SQLException {
        ViewerSketch sketch = aggregate.sketch();
        @Nullable Object[] values = {
            aggregate.snapshots(),
            aggregate.minutes(),
            aggregate.firstAt(),
            aggregate.lastAt(),
            aggregate.last(),
            aggregate.samples(),
            aggregate.weightedViewers(),
            aggregate.peak(),
            aggregate.min(),
            aggregate.top(),
            aggregate.topAtMillis(),
            aggregate.bottom(),
            aggregate.exactPeakKnown(),
            aggregate.exactMinKnown(),
            aggregate.observedSeconds(),
            aggregate.watchedSeconds(),
            aggregate.viewerSeconds(),
            aggregate.joins(),
            aggregate.leaves(),
            aggregate.largestUnique(),
            Columns.json(aggregate.sessionSeconds()),
            Columns.json(aggregate.sections()),
            Columns.json(aggregate.countries()),
            Columns.json(aggregate.sources()),
            sketch == null ? null : sketch.toBytes()
        };
        for (int i = 0; i < values.length; i++) {
            Columns.set(statement, first + i, values[i]);
        }
    }
}
