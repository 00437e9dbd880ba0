package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Period;
import dev.turnout.model.AuctionId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code marker}. */
final class MarkerTable {

    private MarkerTable() {}

    static boolean insert(Handle handle, AuctionId auction, Marker marker) {
        return handle.createUpdate("""
                        INSERT INTO marker (auction_id, marked_at, kind, audience, data)
                        SELECT id, :at, :kind, :audience, :data FROM auction WHERE id = :auction""")
                        .bind("auction", auction.value())
                        .bind("at", marker.timestamp().toEpochMilli())
                        .bind("kind", marker.kind().word())
                        .bind("audience", marker.audience())
                        .bind("data", marker.data())
                        .execute()
                == 1;
    }

    static List<Marker> newest(Handle handle, AuctionId auction, Period period, int limit) {
        return handle.createQuery("""
                        SELECT * FROM (
                          SELECT * FROM marker
                          WHERE auction_id = :auction AND marked_at >= :from AND marked_at < :until
                          ORDER BY marked_at DESC, id DESC LIMIT :limit) newest
                        ORDER BY marked_at, id""")
                .bind("auction", auction.value())
                .bind("from", period.from().toEpochMilli())
                .bind("until", period.until().toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> new Marker(
                        Columns.instant(row, "marked_at"),
                        Marker.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        Columns.integerOrNull(row, "audience"),
                        row.getString("data")))
                .list();
    }

    static Optional<Instant> newestTime(Handle handle) {
        return handle.createQuery("SELECT max(marked_at) FROM marker")
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    static int deleteBefore(Handle handle, Instant instant, int limit) {
        return handle.execute(
                "DELETE FROM marker WHERE id IN (SELECT id FROM marker WHERE marked_at < ? LIMIT ?)",
                instant.toEpochMilli(),
                limit);
    }
}
