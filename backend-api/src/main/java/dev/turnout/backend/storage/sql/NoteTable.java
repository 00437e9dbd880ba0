package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Note;
import dev.turnout.model.AuctionId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code note}. */
final class NoteTable {

    private NoteTable() {}

    static boolean insert(Handle handle, AuctionId auction, Note note, int max) {
        return handle.createUpdate("""
                        INSERT INTO note (id, auction_id, noted_at, text, created_at, created_by)
                        SELECT :id, :auction, :at, :text, :createdAt, :createdBy
                        WHERE (SELECT count(*) FROM note WHERE auction_id = :auction) < :max""")
                        .bind("id", note.id())
                        .bind("auction", auction.value())
                        .bind("at", note.timestamp().toEpochMilli())
                        .bind("text", note.text())
                        .bind("createdAt", note.createdAt().toEpochMilli())
                        .bind("createdBy", note.createdBy())
                        .bind("max", max)
                        .execute()
                == 1;
    }

    static List<Note> all(Handle handle, AuctionId auction) {
        return handle.createQuery("SELECT * FROM note WHERE auction_id = :auction ORDER BY noted_at, created_at, id")
                .bind("auction", auction.value())
                .map((row, context) -> new Note(
                        row.getString("id"),
                        Columns.instant(row, "noted_at"),
                        row.getString("text"),
                        Columns.instant(row, "created_at"),
                        row.getString("created_by")))
                .list();
    }

    static int deleteBefore(Handle handle, Instant instant, int limit) {
        return handle.execute(
                "DELETE FROM note WHERE id IN (SELECT id FROM note WHERE noted_at < ? LIMIT ?)",
                instant.toEpochMilli(),
                limit);
    }

    static boolean delete(Handle handle, AuctionId auction, String id) {
        return handle.execute("DELETE FROM note WHERE auction_id = ? AND id = ?", auction.value(), id) == 1;
    }
}
