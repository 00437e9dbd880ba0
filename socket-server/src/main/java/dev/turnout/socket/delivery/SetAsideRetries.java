package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.socket.delivery.StatusCounts.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides when set-aside snapshots are sent again without a command.
 *
 * <ul>
 *   <li>Refused with 401 or 403: all of them once the backend accepts the key. While nothing else is sent, the oldest one
 *       is sent as a probe, at the start and every five minutes.
 *   <li>Refused with 404: those of an auction as soon as a snapshot of it is accepted, see {@link SnapshotOutbox#settle};
 *       the oldest one of some auctions is sent as a probe every five minutes.
 *   <li>Others: only by command.
 * </ul>
 */
final class SetAsideRetries {

    static final Duration PROBE_INTERVAL = Duration.ofMinutes(5);

    /** The least time between two retries because of the key: a backend may accept it for some auctions only. */
    static final Duration KEY_RETRY_INTERVAL = Duration.ofMinutes(1);

    private static final int AUCTIONS_PER_PROBE = 50;

    static final String KEY_REFUSED = "status IN (401, 403)";

    private static final String OLDEST_KEY_REFUSED =
            "id = (SELECT min(id) FROM snapshot WHERE status > 0 AND " + KEY_REFUSED + ")";

    private static final String OLDEST_OF_UNKNOWN_AUCTIONS = """
            id IN (SELECT min(id) FROM snapshot WHERE status = 404 GROUP BY auction
                   HAVING max(refused_at) < ? ORDER BY max(refused_at) LIMIT ?)""";

    private final SnapshotOutbox outbox;
    private final DeliveryLog log;
    private Instant lastProbe = Instant.MIN;
    private Instant lastKeyRetry = Instant.MIN;
    private boolean keyRefused = true;

    SetAsideRetries(SnapshotOutbox outbox, DeliveryLog log) {
        this.outbox = outbox;
        this.log = log;
    }

    /** Results that were recorded. A refusal for another reason proves the key as well as an acceptance does. */
    void settled(List<Settled> results, Instant now) throws SQLException {
        boolean keyAccepted = false;
        for (Settled each : results) {
            boolean aboutKey = each.result() instanceof Refused refused && refused.isAboutKey();
            keyRefused |= aboutKey;
            keyAccepted |= !aboutKey;
        }
        if (keyAccepted && keyRefused && isOver(lastKeyRetry, KEY_RETRY_INTERVAL, now)) {
            int waitAgain = outbox.retry(KEY_REFUSED);
            lastKeyRetry = now;
            keyRefused = false;
            log.retried(waitAgain);
        }
    }

    /** Called every few seconds. */
    void scheduled(Instant now) throws SQLException {
        if (outbox.counts().get(Status.SET_ASIDE) > 0 && isOver(lastProbe, PROBE_INTERVAL, now)) {
            outbox.retry(OLDEST_KEY_REFUSED);
            Instant refusedBefore = now.minus(PROBE_INTERVAL.dividedBy(2));
            outbox.retry(OLDEST_OF_UNKNOWN_AUCTIONS, refusedBefore.toEpochMilli(), AUCTIONS_PER_PROBE);
            lastProbe = now;
        }
    }

    /** Also when the clock was set back since. */
    private static boolean isOver(Instant last, Duration interval, Instant now) {
        return now.isBefore(last) || last.equals(Instant.MIN) || !now.isBefore(last.plus(interval));
    }
}
