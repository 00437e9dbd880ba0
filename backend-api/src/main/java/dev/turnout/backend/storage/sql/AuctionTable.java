package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionStatus;
import dev.turnout.model.AuctionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The tables {@code auction} and {@code analytics_switch}. */
final class AuctionTable {

    private AuctionTable() {}

    static boolean insert(Handle handle, Auction auction) {
        return handle.createUpdate("""
                        INSERT INTO auction
                          (id, title, status, enable_viewer_analytics, created_at, started_at, ended_at, peak_viewers)
                        VALUES (:id, :title, :status, :enabled, :createdAt, :startedAt, :endedAt, :peak)
                        ON CONFLICT DO NOTHING""")
                        .bind("id", auction.id().value())
                        .bind("title", auction.title())
                        .bind("status", auction.status().word())
                        .bind("enabled", auction.enableViewerAnalytics())
                        .bind("createdAt", auction.createdAt().toEpochMilli())
                        .bind("startedAt", Columns.millis(auction.startedAt()))
                        .bind("endedAt", Columns.millis(auction.endedAt()))
                        .bind("peak", auction.peakViewers())
                        .execute()
                == 1;
    }

    static void update(Handle handle, Auction auction) {
        handle.createUpdate("""
                        UPDATE auction SET title = :title, status = :status, enable_viewer_analytics = :enabled,
                          started_at = :startedAt, ended_at = :endedAt
                        WHERE id = :id""")
                .bind("id", auction.id().value())
                .bind("title", auction.title())
                .bind("status", auction.status().word())
                .bind("enabled", auction.enableViewerAnalytics())
                .bind("startedAt", Columns.millis(auction.startedAt()))
                .bind("endedAt", Columns.millis(auction.endedAt()))
                .execute();
    }

    static void setPeak(Handle handle, Auction auction) {
        handle.createUpdate("UPDATE auction SET created_at = :createdAt, peak_viewers = :peak WHERE id = :id")
                .bind("id", auction.id().value())
                .bind("createdAt", auction.createdAt().toEpochMilli())
                .bind("peak", auction.peakViewers())
                .execute();
    }

    static Optional<Auction> find(Handle handle, AuctionId id) {
        return handle.createQuery("SELECT * FROM auction WHERE id = :id")
                .bind("id", id.value())
                .map(AuctionTable::auction)
                .findOne();
    }

    /** Locks the auction until the end of the transaction. */
    static Optional<Auction> findForUpdate(Handle handle, SqlDialect dialect, AuctionId id) {
        return handle.createQuery("SELECT * FROM auction WHERE id = :id" + dialect.forUpdate())
                .bind("id", id.value())
                .map(AuctionTable::auction)
                .findOne();
    }

    static List<Auction> all(Handle handle) {
        return handle.createQuery("SELECT * FROM auction ORDER BY created_at DESC, id")
                .map(AuctionTable::auction)
                .list();
    }

    static boolean delete(Handle handle, AuctionId id) {
        return handle.execute("DELETE FROM auction WHERE id = ?", id.value()) == 1;
    }

    static void recordSwitch(Handle handle, AuctionId id, AnalyticsSwitch change) {
        handle.execute(
                "INSERT INTO analytics_switch (auction_id, enabled, switched_at, switched_by) VALUES (?, ?, ?, ?)",
                id.value(),
                change.enabled(),
                change.at().toEpochMilli(),
                change.by());
    }

    static List<AnalyticsSwitch> switches(Handle handle, AuctionId id, int limit) {
        return handle.createQuery("""
                        SELECT enabled, switched_at, switched_by FROM analytics_switch
                        WHERE auction_id = :id ORDER BY id DESC LIMIT :limit""")
                .bind("id", id.value())
                .bind("limit", limit)
                .map((row, context) -> analyticsSwitch(row))
                .list();
    }

    static Map<AuctionId, AnalyticsSwitch> newestSwitches(Handle handle) {
        Map<AuctionId, AnalyticsSwitch> newest = new HashMap<>();
        handle.createQuery("""
                        SELECT auction_id, enabled, switched_at, switched_by FROM analytics_switch
                        WHERE id IN (SELECT max(id) FROM analytics_switch GROUP BY auction_id)""")
                .map((row, context) -> Map.entry(new AuctionId(row.getString("auction_id")), analyticsSwitch(row)))
                .forEach(entry -> newest.put(entry.getKey(), entry.getValue()));
        return newest;
    }

    private static AnalyticsSwitch analyticsSwitch(ResultSet row) throws SQLException {
        return new AnalyticsSwitch(
                row.getBoolean("enabled"), Columns.instant(row, "switched_at"), row.getString("switched_by"));
    }

    private static Auction auction(ResultSet row, StatementContext context) throws SQLException {
        return new Auction(
                new AuctionId(row.getString("id")),
                row.getString("title"),
                AuctionStatus.parse(row.getString("status")).orElseThrow(),
                row.getBoolean("enable_viewer_analytics"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "started_at"),
                Columns.instantOrNull(row, "ended_at"),
                Columns.integerOrNull(row, "peak_viewers"));
    }
}
