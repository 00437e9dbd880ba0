package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.StatusCounts.Status.TOO_MANY;
import static dev.turnout.socket.delivery.StatusCounts.Status.TOO_OLD;

import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the outbox within its age, its disk space, and its numbers of set-aside snapshots. What is dropped first are
 * snapshots of auctions of which the backend never accepted one, so that made-up auctions do not displace real ones.
 */
record OutboxBounds(SnapshotOutbox outbox, OutboxLimits limits) {

    private static final int BATCH = 500;
    private static final Duration ACCEPTED_AUCTIONS_KEPT = Duration.ofDays(90);

    private static final String OF_UNKNOWN_AUCTIONS = "status = 404 AND accepted = 0";
    private static final String OTHERS = "status > 0 AND NOT (" + OF_UNKNOWN_AUCTIONS + ")";

    void apply(Instant now) throws SQLException {
        dropOld(now.minus(limits.maxAge()).toEpochMilli());
        boundSetAside(OF_UNKNOWN_AUCTIONS, limits.setAsideOfUnknownAuctions());
        boundSetAside(OTHERS, limits.setAside());
        makeRoom(0);
        outbox.forgetAuctionsAcceptedBefore(now.minus(ACCEPTED_AUCTIONS_KEPT));
    }

    /** Ids are in the order of arrival, which is that of the minutes but for a few. */
    private void dropOld(long oldest) throws SQLException {
        String select = "WHERE minute < ? AND id IN (SELECT id FROM snapshot ORDER BY id LIMIT " + BATCH + ")";
        while (outbox.drop(select, TOO_OLD, oldest) > 0) {
            // The next batch.
        }
    }

    private void boundSetAside(String kind, int most) throws SQLException {
        long over = outbox.number("SELECT count(*) FROM snapshot WHERE status > 0 AND " + kind) - most;
        if (over > 0) {
            outbox.drop("WHERE status > 0 AND " + kind + " ORDER BY id LIMIT ?", TOO_MANY, over);
        }
    }

    /** Drops the oldest snapshots until so many more bytes fit. */
    void makeRoom(long more) throws SQLException {
        while (outbox.measureBytes() + more > limits.maxBytes()) {
            int dropped =
                    outbox.drop("INDEXED BY never_accepted WHERE accepted = 0 ORDER BY id LIMIT " + BATCH, TOO_MANY);
            if (dropped == 0 && outbox.drop("WHERE true ORDER BY id LIMIT " + BATCH, TOO_MANY) == 0) {
                return;
            }
        }
    }
}
