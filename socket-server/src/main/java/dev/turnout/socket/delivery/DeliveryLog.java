package dev.turnout.socket.delivery;

import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.socket.delivery.StatusCounts.Status;
import dev.turnout.thread.OwnerThread;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of delivery: one line per fact, and a few per minute however often it repeats. */
final class DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDelivery.class);

    private final OncePerMinute repeatedLines;

    /** @param timer logs the numbers of the lines that repeat */
    DeliveryLog(OwnerThread timer) {
        this.repeatedLines = new OncePerMinute(timer);
    }

    /** Writes the first of these lines, and once a minute how many there were since. */
    private void repeated(String kind, Runnable line) {
        repeatedLines.log(kind, number -> {
            if (number == 1) {
                line.run();
            } else {
                LOG.warn("In the last minute, {} more: {}", number, kind);
            }
        });
    }

    void opened(StatusCounts counts) {
        long waiting = counts.get(Status.WAITING);
        long setAside = counts.get(Status.SET_ASIDE);
        if (waiting + setAside > 0) {
            LOG.info("The outbox holds {} waiting and {} set-aside snapshots", waiting, setAside);
        }
        if (counts.unaccounted() != 0) {
            LOG.error("The outbox has lost {} snapshots: its rows and its counters disagree", counts.unaccounted());
        }
    }

    void imported(long number, Path directory) {
        LOG.info("{} snapshots of the outbox in the old format were taken over from {}", number, directory);
    }

    void draftDamaged(Exception cause) {
        LOG.error("the draft on disk is damaged: {}", cause.getMessage());
    }

    void databaseDamaged(Path moved, SQLException cause) {
        LOG.error("The outbox's database is damaged ({}); it was moved to {}", cause.getMessage(), moved);
    }

    /** @param lost empty when the counters could not be read either */
    void databaseReplaced(long salvaged, OptionalLong lost) {
        LOG.error(
                "A new outbox was begun with {} snapshots from the damaged one; {}",
                salvaged,
                lost.isPresent()
                        ? lost.getAsLong() + " are lost"
                        : "how many snapshots are lost is not known");
    }

    void refused(EncodedSnapshot snapshot, Refused refused) {
        repeated("snapshots refused with " + refused.status(), () -> {
            if (refused.isAboutKey()) {
                LOG.error(
                        "The backend refuses the internal key ({}: {}): compare INTERNAL_API_KEY on both servers."
                                + " Snapshots are set aside, and sent again once the key is accepted",
                        refused.status(),
                        refused.reason());
            } else {
                LOG.warn(
                        "The backend refuses the snapshot of auction {}, {} ({}: {}): it is set aside",
                        snapshot.auction(),
                        snapshot.minute(),
                        refused.status(),
                        refused.reason());
            }
        });
    }

    void failed(EncodedSnapshot snapshot, String what) {
        repeated(
                "snapshots to be sent again",
                () -> LOG.warn(
                        "The snapshot of auction {}, {} will be sent again: {}",
                        snapshot.auction(),
                        snapshot.minute(),
                        what));
    }

    void pauseRequested(int status, Duration pause) {
        repeated(
                "pauses that the backend requested",
                () -> LOG.warn("The backend requests a pause of {} s ({})", pause.toSeconds(), status));
    }

    void unavailable(String what, long waiting) {
        LOG.warn("The backend is unavailable ({}): {} snapshots wait on disk", what, waiting);
    }

    void available(long waiting) {
        LOG.info("The backend is available again: {} snapshots wait", waiting);
    }

    void retried(int number) {
        if (number > 0) {
            LOG.info("{} snapshots that were set aside wait again", number);
        }
    }

    void unwritable(String what, SQLException cause, long inMemory) {
        repeated(
                "failed writes to the outbox",
                () -> LOG.error(
                        "The outbox cannot write {} ({}); {} snapshots wait in memory",
                        what,
                        cause.getMessage(),
                        inMemory));
    }

    void unreadable(SQLException cause) {
        repeated(
                "failed reads of the outbox",
                () -> LOG.error("The outbox cannot be read and is tried again: {}", cause.getMessage()));
    }

    void dropped(Status why, long number) {
        String reason = switch (why) {
            case TOO_OLD -> "they are older than OUTBOX_MAX_AGE";
            case TOO_MANY -> "a bound of the outbox is reached, see OUTBOX_MAX_BYTES";
            case DAMAGED -> "they were damaged on disk";
            default -> "the outbox could not be written and memory is full";
        };
        repeatedLines.log(reason, number, sum -> LOG.error("{} snapshots dropped: {}", sum, reason));
    }

    void unfit(AuctionMinute minute, String why) {
        repeated(
                "snapshots dropped that cannot be stored",
                () -> LOG.error("The snapshot of auction {} is dropped: {}", minute.auction(), why));
    }

    void stopped(long waiting, long lost) {
        if (lost > 0) {
            LOG.error("Delivery stops; {} snapshots could not be written and are lost", lost);
        }
        LOG.info("Delivery stops; {} snapshots wait on disk for the next start", waiting);
    }

    void tooLate(int number) {
        LOG.error("{} snapshots arrived after delivery had stopped and are lost", number);
    }
}
