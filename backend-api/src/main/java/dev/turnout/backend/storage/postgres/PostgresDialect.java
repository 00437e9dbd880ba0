package dev.turnout.backend.storage.postgres;

import dev.turnout.backend.storage.sql.SqlDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PostgreSQL: the table {@code snapshot} has a partition for each week, which is created when its first snapshot arrives
 * and dropped when all of it has expired. Other processes may write, so the auction's row is locked while a snapshot is
 * stored.
 */
final class PostgresDialect implements SqlDialect {

    private static final long WEEK = 7L * 86_400;
    private static final String PREFIX = "snapshot_week_";

    /** Weeks whose partition is known to exist. */
    private final Set<Long> weeks = ConcurrentHashMap.newKeySet();

    @Override
    public boolean sketchesApart() {
        return false;
    }

    @Override
    public String joined(String expression) {
        return "string_agg(" + expression + ", ' ' ORDER BY s.at)";
    }

    @Override
    public String forUpdate() {
        return " FOR UPDATE";
    }

    @Override
    public void prepareFor(Connection connection, long epochSecond) throws SQLException {
        long week = Math.floorDiv(epochSecond, WEEK);
        if (weeks.contains(week)) {
            return;
        }
        try (Statement create = connection.createStatement()) {
            create.execute("SELECT pg_advisory_xact_lock(hashtext('turnout snapshot partitions'))");
            create.execute("CREATE TABLE IF NOT EXISTS " + PREFIX + week + " PARTITION OF snapshot FOR VALUES FROM ("
                    + week * WEEK + ") TO (" + (week + 1) * WEEK + ")");
        }
        weeks.add(week);
    }

    /** After a transaction failed: a partition that it created is gone. */
    void forgetPartitions() {
        weeks.clear();
    }

    @Override
    public int dropBefore(Connection connection, long epochSecond) throws SQLException {
        long endOfWeeks = Math.floorDiv(epochSecond, WEEK);
        int dropped = 0;
        for (long week : partitions(connection)) {
            if (week < endOfWeeks) {
                dropped += drop(connection, week);
            }
        }
        return dropped;
    }

    private static List<Long> partitions(Connection connection) throws SQLException {
        List<Long> weeks = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                        SELECT substr(c.relname, ?)::bigint FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = 'snapshot'::regclass AND c.relname LIKE ? ORDER BY 1""")) {
            query.setInt(1, PREFIX.length() + 1);
            query.setString(2, PREFIX.replace("_", "\\_") + "%");
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    weeks.add(row.getLong(1));
                }
            }
        }
        return weeks;
    }

    private int drop(Connection connection, long week) throws SQLException {
        weeks.remove(week);
        try (Statement statement = connection.createStatement();
                PreparedStatement rollUps =
                        connection.prepareStatement("DELETE FROM roll_up WHERE start >= ? AND start < ?")) {
            int count;
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + PREFIX + week)) {
                row.next();
                count = row.getInt(1);
            }
            statement.execute("DROP TABLE " + PREFIX + week);
            rollUps.setLong(1, week * WEEK);
            rollUps.setLong(2, (week + 1) * WEEK);
            rollUps.executeUpdate();
            return count;
        }
    }
}
