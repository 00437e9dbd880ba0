package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.RollUp.Width;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the roll-ups of an auction from its snapshots, independent of what is stored in them. */
public final class RollUpRebuild {

    private RollUpRebuild() {}

    public static List<String> auctions(Connection connection) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM auction ORDER BY id");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    public static void rebuild(Connection connection, SqlDialect dialect, String auction) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM roll_up WHERE auction_id = ?");
                PreparedStatement next =
                        connection.prepareStatement("SELECT min(at) FROM snapshot WHERE auction_id = ? AND at >= ?");
                RollUpWriter rollUps = new RollUpWriter(connection, dialect)) {
            delete.setString(1, auction);
            delete.executeUpdate();
            Long at = next(next, auction, Long.MIN_VALUE);
            while (at != null) {
                long hour = Width.HOUR.startOf(at);
                rollUps.recomputeHour(auction, hour);
                Long following = next(next, auction, hour + Width.HOUR.seconds());
                long day = Width.DAY.startOf(at);
                if (following == null || Width.DAY.startOf(following) != day) {
                    rollUps.recomputeDay(auction, day);
                }
                at = following;
            }
        }
    }

    private static @Nullable Long next(PreparedStatement query, String auction, long from) throws SQLException {
        query.setString(1, auction);
        query.setLong(2, from);
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return Columns.longOrNull(row, 1);
        }
    }
}
