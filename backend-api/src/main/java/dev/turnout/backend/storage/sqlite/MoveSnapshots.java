package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.sql.RollUpRebuild;
import dev.turnout.model.ViewerSketch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migration 12: moves the snapshots of the first table layout to the second, decodes their sketches from base64 to bytes,
 * and computes the roll-ups. It runs in one transaction, so an interrupted start repeats it from the beginning.
 */
final class MoveSnapshots implements JavaMigration {

    private static final Logger log = LoggerFactory.getLogger(MoveSnapshots.class);
    private static final int LOG_EVERY = 50_000;

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        long total = count(connection);
        if (total > 0) {
            log.atInfo().addKeyValue("snapshots", total).log("migrating snapshots to the layout with roll-ups");
            move(connection, total);
            rollUp(connection);
        }
        try (Statement drop = connection.createStatement()) {
            drop.executeUpdate("DROP TABLE snapshot_v1");
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT count(*) FROM snapshot_v1")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** In the order of the new table's key, so that its pages are filled one after the other. */
    private static void move(Connection connection, long total) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("""
                        SELECT id, unique_sketch FROM snapshot_v1 ORDER BY auction_id, at, source""");
                PreparedStatement insertSketch =
                        connection.prepareStatement("INSERT INTO snapshot_sketch (sketch) VALUES (?) RETURNING id");
                PreparedStatement copy = connection.prepareStatement("""
                        INSERT INTO snapshot
                          (auction_id, at, source, part, shared, viewer_count, avg_viewers, peak_viewers, min_viewers,
                           sample_count, exact_peak, exact_peak_at, exact_min, viewer_seconds, joins, leaves,
                           unique_viewers, sketch_id, session_seconds, sections)
                        SELECT auction_id, at, source,
                           (SELECT count(*) FROM snapshot_v1 o
                            WHERE o.auction_id = v.auction_id AND o.at = v.at AND o.id < v.id),
                           (SELECT count(*) > 1 FROM snapshot_v1 o WHERE o.auction_id = v.auction_id AND o.at = v.at),
                           viewer_count, avg_viewers, peak_viewers, min_viewers, sample_count, exact_peak,
                           exact_peak_at, exact_min, viewer_seconds, joins, leaves, unique_viewers, ?,
                           session_seconds, sections
                        FROM snapshot_v1 v WHERE id = ?""");
                ResultSet row = read.executeQuery()) {
            long moved = 0;
            while (row.next()) {
                setId(copy, sketchId(insertSketch, row.getString(2)));
                copy.setLong(2, row.getLong(1));
                copy.executeUpdate();
                if (++moved % LOG_EVERY == 0) {
                    log.atInfo()
                            .addKeyValue("moved", moved)
                            .addKeyValue("of", total)
                            .log("migrating snapshots");
                }
            }
        }
    }

    private static void setId(PreparedStatement copy, @Nullable Long sketchId) throws SQLException {
        if (sketchId == null) {
            copy.setNull(1, Types.INTEGER);
        } else {
            copy.setLong(1, sketchId);
        }
    }

    private static @Nullable Long sketchId(PreparedStatement insert, @Nullable String base64) throws SQLException {
        if (base64 == null) {
            return null;
        }
        try {
            insert.setBytes(1, ViewerSketch.decode(base64).toBytes());
        } catch (IllegalArgumentException e) {
            return null; // an invalid sketch was not counted before either
        }
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void rollUp(Connection connection) throws SQLException {
        List<String> auctions = RollUpRebuild.auctions(connection);
        int done = 0;
        for (String auction : auctions) {
            RollUpRebuild.rebuild(connection, new SqliteDialect(), auction);
            if (++done % 1_000 == 0 || done == auctions.size()) {
                log.atInfo()
                        .addKeyValue("auctions", done)
                        .addKeyValue("of", auctions.size())
                        .log("built roll-ups");
            }
        }
    }

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("12");
    }

    @Override
    public String getDescription() {
        return "move snapshots";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }
}
