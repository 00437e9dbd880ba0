package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.StatusCounts.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What delivery holds and has dropped, for operators.
 *
 * @param waiting neither accepted nor refused by the backend
 * @param inMemory of these: not on disk yet
 * @param oldestWaiting minute of the oldest one on disk
 * @param backendUnavailable whether several attempts in a row have failed
 */
public record OutboxReport(
        long waiting,
        long inMemory,
        @Nullable Instant oldestWaiting,
        boolean backendUnavailable,
        long diskBytes,
        long posted,
        List<SetAsideGroup> setAside,
        Dropped dropped) {

    private static final String SET_ASIDE_GROUPS = """
            SELECT status, count(*), count(DISTINCT auction), min(minute), max(minute), max(reason)
            FROM snapshot WHERE status > 0 GROUP BY status ORDER BY status""";

    /** Snapshots that were dropped since the outbox was made, by reason; see {@link Status}. */
    public record Dropped(long tooOld, long tooMany, long damaged, long unwritable) {}

    /**
     * Snapshots that the backend refused with the same status.
     *
     * @param oldest minute of the oldest one
     * @param newest minute of the newest one
     * @param reason text of one of the refusals, shortened
     */
    public record SetAsideGroup(
            int status, long snapshots, long auctions, Instant oldest, Instant newest, String reason) {}

    static OutboxReport read(SqliteConnection db, DeliveryCounters counters) throws SQLException {
        long oldest = db.number("SELECT min(id) FROM snapshot WHERE status = 0");
        @Nullable Instant oldestWaiting = oldest == 0
                ? null
                : Instant.ofEpochMilli(db.number("SELECT minute FROM snapshot WHERE id = ?", oldest));
        List<SetAsideGroup> groups = new ArrayList<>();
        try (ResultSet rows = db.query(SET_ASIDE_GROUPS)) {
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
        StatusCounts snapshots = counters.snapshots();
        return new OutboxReport(
                counters.waiting(),
                counters.inMemory(),
                oldestWaiting,
                counters.backendUnavailable(),
                counters.diskBytes(),
                counters.posted(),
                groups,
                new Dropped(
                        snapshots.get(Status.TOO_OLD),
                        snapshots.get(Status.TOO_MANY),
                        snapshots.get(Status.DAMAGED),
                        snapshots.get(Status.UNWRITABLE)));
    }
}
