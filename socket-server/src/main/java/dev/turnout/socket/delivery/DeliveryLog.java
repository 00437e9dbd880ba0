package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What delivery tells whoever runs it: one line for a fact, and a few a minute however often it repeats. */
final class DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDelivery.class);
    private static final int REFUSALS_A_MINUTE = 10;

    private final Repeats repeats = new Repeats();
    private final InstantSource clock;

    DeliveryLog(InstantSource clock) {
        this.clock = clock;
    }

    private boolean pass(String kind, int most) {
        return repeats.pass(kind, most, 1, clock.instant());
    }

    /** Whether a refusal with this status is about the key, and says nothing about the snapshot. */
    static boolean aboutTheKey(int status) {
        return status == 401 || status == 403;
    }

    void opened(Tally tally, boolean booksLost, long damaged) {
        if (damaged > 0) {
            dropped(Fate.DAMAGED, damaged);
        }
        if (booksLost) {
            LOG.warn("The outbox's books are missing or damaged: its snapshots are kept, its totals start again");
        }
        if (tally.alive() > 0) {
            LOG.info(
                    "The outbox holds {} snapshots that wait and {} that are set aside",
                    tally.get(Fate.WAITING),
                    tally.get(Fate.SET_ASIDE));
        }
    }

    void refused(Entry entry, int status, String reason) {
        if (aboutTheKey(status)) {
            if (pass("snapshots refused with " + status, 1)) {
                LOG.error(
                        "The backend refuses the internal key ({}: {}): compare INTERNAL_API_KEY on both servers."
                                + " Snapshots are set aside and tried again at the next start",
                        status,
                        reason);
            }
        } else if (pass("snapshots refused with " + status, REFUSALS_A_MINUTE)) {
            LOG.warn(
                    "The backend refuses the snapshot of auction {}, {} ({}: {}): it is set aside",
                    entry.auction(),
                    entry.minute(),
                    status,
                    reason);
        }
    }

    void failed(Entry entry, String what) {
        if (pass("snapshots to be sent again", 1)) {
            LOG.warn("The snapshot of auction {}, {} will be sent again: {}", entry.auction(), entry.minute(), what);
        }
    }

    void askedToWait(int status, Duration pause) {
        if (pass("pauses that the backend asked for", 1)) {
            LOG.warn("The backend asks to wait {} s ({})", pause.toSeconds(), status);
        }
    }

    void away(String what, long waiting) {
        LOG.warn("The backend is away ({}): {} snapshots wait on disk", what, waiting);
    }

    void back(long waiting) {
        LOG.info("The backend is back: {} snapshots wait", waiting);
    }

    void retried(int number) {
        if (number > 0) {
            LOG.info("{} snapshots that were set aside wait again", number);
        }
    }

    void unwritable(IOException what, long inMemory) {
        if (pass("failed writes to the outbox", 1)) {
            LOG.error("The outbox cannot be written ({}): {} snapshots wait in memory", what.toString(), inMemory);
        }
    }

    void unreadable(long number, IOException what) {
        if (pass("failed reads of the outbox", 1)) {
            LOG.error("Snapshot {} cannot be read from the outbox and is tried again: {}", number, what.toString());
        }
    }

    void dropped(Fate why, long number) {
        String reason = switch (why) {
            case TOO_OLD -> "they are older than OUTBOX_MAX_AGE";
            case TOO_MANY -> "the outbox is full, see OUTBOX_MAX_BYTES";
            case DAMAGED -> "the outbox's files are damaged";
            default -> "the outbox could not be written and memory is full";
        };
        if (repeats.pass("snapshots dropped: " + reason, 1, number, clock.instant())) {
            LOG.error("{} snapshots dropped: {}", number, reason);
        }
    }

    void setAsideDropped(long number) {
        if (repeats.pass("set-aside snapshots dropped", 1, number, clock.instant())) {
            LOG.error("{} set-aside snapshots dropped: the outbox keeps no more of them", number);
        }
    }

    void unfit(AuctionMinute minute, String why) {
        if (pass("snapshots dropped that cannot be kept", 1)) {
            LOG.error("The snapshot of auction {} is dropped: {}", minute.auction(), why);
        }
    }

    void stopped(long waiting, long lost) {
        if (lost > 0) {
            LOG.error("Delivery stops; {} snapshots could not be written and are lost", lost);
        }
        LOG.info("Delivery stops; {} snapshots wait on disk for the next start", waiting);
    }

    void tooLate(int number) {
        LOG.error("{} snapshots came after delivery had stopped and are lost", number);
    }

    /** Something beside the snapshots could not be written; it is tried again. */
    void trouble(String where, IOException what) {
        if (pass("failed changes to the outbox's files", 1)) {
            LOG.warn("The outbox's {} could not be changed, to be tried again: {}", where, what.toString());
        }
    }

    void bug(Throwable error) {
        LOG.error("Delivery met something unforeseen and goes on", error);
    }

    /** To be called every few seconds. */
    void sweep() {
        repeats.sweep(clock.instant(), (kind, held) -> LOG.warn("In the last minute, {} more: {}", held, kind));
    }
}
