package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Share;
import dev.turnout.model.AuctionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code share}. */
final class ShareTable {

    private ShareTable() {}

    static boolean insert(Handle handle, Share share, String tokenHash, int max) {
        return handle.createUpdate("""
                        INSERT INTO share (id, auction_id, token_hash, created_at, created_by, expires_at)
                        SELECT :id, :auction, :tokenHash, :createdAt, :createdBy, :expiresAt
                        WHERE (SELECT count(*) FROM share WHERE auction_id = :auction) < :max""")
                        .bind("id", share.id())
                        .bind("auction", share.auction().value())
                        .bind("tokenHash", tokenHash)
                        .bind("createdAt", share.createdAt().toEpochMilli())
                        .bind("createdBy", share.createdBy())
                        .bind("expiresAt", Columns.millis(share.expiresAt()))
                        .bind("max", max)
                        .execute()
                == 1;
    }

    static Optional<Share> find(Handle handle, String tokenHash) {
        return handle.createQuery("SELECT * FROM share WHERE token_hash = :tokenHash")
                .bind("tokenHash", tokenHash)
                .map(ShareTable::share)
                .findOne();
    }

    static String tokenHash(Handle handle, String id) {
        return handle.createQuery("SELECT token_hash FROM share WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one();
    }

    static List<Share> all(Handle handle, AuctionId auction) {
        return handle.createQuery("SELECT * FROM share WHERE auction_id = :auction ORDER BY created_at DESC, id")
                .bind("auction", auction.value())
                .map(ShareTable::share)
                .list();
    }

    static boolean delete(Handle handle, AuctionId auction, String id) {
        return handle.execute("DELETE FROM share WHERE auction_id = ? AND id = ?", auction.value(), id) == 1;
    }

    private static Share share(ResultSet row, StatementContext context) throws SQLException {
        return new Share(
                row.getString("id"),
                new AuctionId(row.getString("auction_id")),
                Columns.instant(row, "created_at"),
                row.getString("created_by"),
                Columns.instantOrNull(row, "expires_at"));
    }
}
