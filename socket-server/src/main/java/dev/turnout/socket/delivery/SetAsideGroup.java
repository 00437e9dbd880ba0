package dev.turnout.socket.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Snapshots that the backend refused with the same status.
 *
 * @param oldest minute of the oldest one
 * @param newest minute of the newest one
 * @param reason text of one of the refusals, shortened
 */
public record SetAsideGroup(int status, long snapshots, long auctions, Instant oldest, Instant newest, String reason) {

    private static final String GROUPS = """
            SELECT status, count(*), count(DISTINCT auction), min(minute), max(minute), max(reason)
            FROM snapshot WHERE status > 0 GROUP BY status ORDER BY status""";

    static List<SetAsideGroup> read(OutboxDatabase database) throws SQLException {
        List<SetAsideGroup> groups = new ArrayList<>();
        try (ResultSet rows = database.query(GROUPS)) {
            while (rows.next()) {
                groups.add(new SetAsideGroup(
                        rows.getInt(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        Instant.ofEpochMilli(rows.getLong(4)),
                        Instant.ofEpochMilli(rows.getLong(5)),
                        Objects.requireNonNullElse(rows.getString(6), "")));
            }
        }
        return groups;
    }
}
