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
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The log lines of delivery: one line per fact, and one per minute of each that repeats, with the number of times. */
final class DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDelivery.class);

    private final OncePerMinute repeatedLines;

    /** @param timer logs the numbers of the lines that repeat */
    DeliveryLog(OwnerThread timer) {
        this.repeatedLines = new OncePerMinute(timer);
    }

    void opened(StatusCounts counts) {
        long waiting = counts.get(Status.WAITING);
        long setAside = counts.get(Status.SET_ASIDE);
        if (waiting + setAside > 0) {
            LOG.atInfo()
                    .addKeyValue("waiting", waiting)
                    .addKeyValue("setAside", setAside)
                    .log("the outbox holds snapshots of an earlier run");
        }
        if (counts.unaccounted() != 0) {
            LOG.atError()
                    .addKeyValue("snapshots", counts.unaccounted())
                    .log("the outbox has lost snapshots: its rows and its counters disagree");
        }
    }

    void imported(long number, Path directory) {
        LOG.atInfo()
                .addKeyValue("snapshots", number)
                .addKeyValue("directory", directory)
                .log("the outbox in the format of version 0.1 was imported");
    }

    void draftDamaged(Exception cause) {
        LOG.atError()
                .addKeyValue("reason", cause.getMessage())
                .log("the draft on disk is damaged; samples of unfinished minutes of an earlier run are lost");
    }

    void databaseDamaged(Path moved, SQLException cause) {
        LOG.atError()
                .addKeyValue("reason", cause.getMessage())
                .addKeyValue("movedTo", moved)
                .log("the database of the outbox is damaged and was moved aside");
    }

    /** @param lost empty when the counters could not be read either */
    void databaseReplaced(long salvaged, OptionalLong lost) {
        LoggingEventBuilder line = LOG.atError().addKeyValue("salvaged", salvaged);
        if (lost.isPresent()) {
            line.addKeyValue("lost", lost.getAsLong()).log("a new outbox begins with the rows that could be read");
        } else {
            line.log("a new outbox begins with the rows that could be read; how many snapshots are lost is not known");
        }
    }

    void refused(EncodedSnapshot snapshot, Refused refused) {
        repeatedLines.log("refused with " + refused.status(), times -> {
            LoggingEventBuilder line = LOG.atLevel(refused.isAboutKey() ? Level.ERROR : Level.WARN)
                    .addKeyValue("status", refused.status())
                    .addKeyValue("reason", refused.reason())
                    .addKeyValue("auction", snapshot.auction())
                    .addKeyValue("minute", snapshot.minute())
                    .addKeyValue("times", times);
            line.log(
                    refused.isAboutKey()
                            ? "the backend refuses the internal key: compare INTERNAL_API_KEY on both servers;"
                                    + " snapshots are set aside, and sent again once the key is accepted"
                            : "the backend refuses the snapshot; it is set aside");
        });
    }

    void failed(EncodedSnapshot snapshot, String cause) {
        repeatedLines.log(
                "failed attempt",
                times -> LOG.atWarn()
                        .addKeyValue("reason", cause)
                        .addKeyValue("auction", snapshot.auction())
                        .addKeyValue("minute", snapshot.minute())
                        .addKeyValue("times", times)
                        .log("the snapshot could not be posted; it will be sent again"));
    }

    void pauseRequested(int status, Duration pause) {
        repeatedLines.log(
                "requested pause",
                times -> LOG.atWarn()
                        .addKeyValue("status", status)
                        .addKeyValue("seconds", pause.toSeconds())
                        .addKeyValue("times", times)
                        .log("the backend requests a pause"));
    }

    void unavailable(String cause, long waiting) {
        LOG.atWarn()
                .addKeyValue("reason", cause)
                .addKeyValue("waiting", waiting)
                .log("the backend is unavailable; snapshots wait on disk");
    }

    void available(long waiting) {
        LOG.atInfo().addKeyValue("waiting", waiting).log("the backend is available again");
    }

    void retried(int number) {
        if (number > 0) {
            LOG.atInfo().addKeyValue("snapshots", number).log("set-aside snapshots will be sent again");
        }
    }

    void unwritable(String what, SQLException cause, long inMemory) {
        repeatedLines.log(
                "failed write",
                times -> LOG.atError()
                        .addKeyValue("what", what)
                        .addKeyValue("reason", cause.getMessage())
                        .addKeyValue("inMemory", inMemory)
                        .addKeyValue("times", times)
                        .log("the outbox cannot be written; the write is repeated"));
    }

    void unreadable(SQLException cause) {
        repeatedLines.log(
                "failed read",
                times -> LOG.atError()
                        .addKeyValue("reason", cause.getMessage())
                        .addKeyValue("times", times)
                        .log("the outbox cannot be read; the read is repeated"));
    }

    void dropped(Status status, long number) {
        String reason = switch (status) {
            case TOO_OLD -> "older than OUTBOX_MAX_AGE";
            case TOO_MANY -> "a bound of the outbox is reached, see OUTBOX_MAX_BYTES";
            case DAMAGED -> "damaged on disk";
            default -> "the outbox cannot be written and memory is full";
        };
        repeatedLines.log(
                "dropped: " + reason,
                number,
                sum -> LOG.atError()
                        .addKeyValue("snapshots", sum)
                        .addKeyValue("reason", reason)
                        .log("snapshots were dropped"));
    }

    void unfit(AuctionMinute minute, String reason) {
        repeatedLines.log(
                "cannot be stored",
                times -> LOG.atError()
                        .addKeyValue("auction", minute.auction())
                        .addKeyValue("reason", reason)
                        .addKeyValue("times", times)
                        .log("the snapshot cannot be stored and was dropped"));
    }

    void stopped(long waiting, long lost) {
        if (lost > 0) {
            LOG.atError()
                    .addKeyValue("snapshots", lost)
                    .log("snapshots could not be written before the stop and are lost");
        }
        LOG.atInfo().addKeyValue("waiting", waiting).log("delivery has stopped; what waits is on disk");
    }

    void tooLate(int number) {
        LOG.atError()
                .addKeyValue("snapshots", number)
                .log("snapshots were handed over after delivery had stopped and are lost");
    }
}
