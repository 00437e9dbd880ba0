package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.thread.ManualOwnerThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run of an outbox, ended before its first statement, after it, and so on to the last. */
class KilledAtEachStepTest {

    private static final OutboxLimits SMALL = OutboxLimits.DEFAULT.withMaxBytes(OutboxLimits.MIN_BYTES);
    private static final Instant NOW = Minutes.BEGIN;

    @TempDir
    Path directory;

    /** What was committed for certain. */
    private int appended;

    private int posted;
    private int setAside;
    private int drafts;
    private boolean dropped;

    @Test
    void theNextRunFindsWhatWasCommittedAndItsCountersBalance() throws Exception {
        boolean killed = true;
        int steps = 0;
        while (killed) {
            steps++;
            Path first = Files.createDirectory(directory.resolve("killed-at-" + steps));
            FailingDisk disk = new FailingDisk();
            disk.killAfter(steps);
            killed = live(first, disk);
            Path second = directory.resolve("after-" + steps);
            disk.copyTo(first, second, new Random(steps));
            check(second, "killed at step " + steps);
        }
        assertThat(steps).isGreaterThan(100);
    }

    private boolean live(Path where, FailingDisk disk) throws Exception {
        appended = 0;
        posted = 0;
        setAside = 0;
        drafts = 0;
        dropped = false;
        try {
            SnapshotOutbox outbox = open(where, disk);
            live(outbox);
            return false;
        } catch (FailingDisk.Killed e) {
            return true;
        }
    }

    private void live(SnapshotOutbox outbox) throws SQLException {
        for (int i = 0; i < 5; i++) {
            outbox.draft(Minutes.encoded(draft("a", i), draft("b", i)));
            drafts = 2;
            outbox.append(Minutes.encoded(minute("a", i), minute("b", i)));
            drafts = 0;
            appended += 2;
        }
        for (int i = 0; i < 4; i++) {
            List<Stored> next = outbox.next(2, (id, auction) -> true);
            outbox.settle(
                    List.of(
                            new Settled(next.get(0), new Accepted()),
                            new Settled(next.get(1), i == 2 ? new Refused(422, "") : new Accepted())),
                    NOW);
            posted += i == 2 ? 1 : 2;
            setAside += i == 2 ? 1 : 0;
        }
        outbox.draft(Minutes.encoded(draft("a", 9)));
        drafts = 1;
        new OutboxBounds(outbox, SMALL).apply(NOW);
        new OutboxBounds(outbox, SMALL).apply(NOW.plus(Duration.ofDays(8)));
        dropped = true;
        outbox.close();
    }

    private static AuctionMinute draft(String auction, int minute) {
        return minute(auction, minute, "run-1", 11);
    }

    private void check(Path where, String when) throws IOException {
        SnapshotOutbox next = open(where, new FailingDisk());
        StatusCounts counts = next.counts();
        assertThat(counts.unaccounted()).as(when).isZero();
        assertThat(counts.sampled()).as(when).isBetween((long) appended, appended + 2L);
        assertThat(counts.sampled()).as(when).isGreaterThanOrEqualTo(appended + drafts);
        assertThat(counts.get(StatusCounts.Status.DAMAGED)).as(when).isZero();
        assertThat(counts.get(StatusCounts.Status.POSTED)).as(when).isBetween((long) posted, posted + 2L);
        if (counts.get(StatusCounts.Status.TOO_OLD) == 0) {
            assertThat(counts.get(StatusCounts.Status.SET_ASIDE)).as(when).isBetween((long) setAside, setAside + 1L);
        }
        if (dropped) {
            assertThat(counts.get(StatusCounts.Status.WAITING)).as(when).isEqualTo(drafts);
        }
        assertThat(next.damagedFiles()).as(when).isZero();
        next.close();
    }

    private static SnapshotOutbox open(Path where, FailingDisk disk) throws IOException {
        return SnapshotOutbox.open(where, disk, new DeliveryLog(new ManualOwnerThread()));
    }
}
