package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One life of an outbox, ended at its first step on the disk, at its second, and so on to the last. */
class KilledAtEachStepTest {

    private static final Keeping SMALL = new Keeping(Duration.ofDays(7), Keeping.MIN_BYTES, 20_000, 100);
    private static final Instant NOW = Minutes.BEGIN;

    @TempDir
    Path directory;

    /** What was done for certain, so that the next run has to know of it. */
    private int appended;

    private int posted;
    private int setAside;
    private boolean dropped;

    @Test
    void theNextRunKnowsWhatWasDoneAndItsBooksBalance() throws IOException {
        boolean killed = true;
        int steps = 0;
        while (killed) {
            steps++;
            Path outbox = Files.createDirectory(directory.resolve("killed-at-" + steps));
            killed = live(outbox, steps);
            check(outbox, steps);
        }
        assertThat(steps).isGreaterThan(150);
    }

    private boolean live(Path outbox, int steps) throws IOException {
        appended = 0;
        posted = 0;
        setAside = 0;
        dropped = false;
        FragileDisk disk = new FragileDisk();
        disk.killAfter(steps);
        Lanes lanes = new Lanes();
        SnapshotOutbox killed = null;
        try {
            killed = open(outbox, disk, lanes);
            live(killed, lanes);
            return false;
        } catch (FragileDisk.Killed e) {
            letGo(killed);
            return true;
        }
    }

    private static void letGo(@Nullable SnapshotOutbox killed) {
        try {
            if (killed != null) {
                killed.close();
            }
        } catch (FragileDisk.Killed e) {
            // Only the system lets go of the lock.
        }
    }

    /** Five segments: one is posted, one mostly and compacted, one has a refusal, and what is left gets too old. */
    private void live(SnapshotOutbox outbox, Lanes lanes) throws IOException {
        for (int minute = 0; minute < 40; minute++) {
            appended += outbox.append(List.of(Entry.of(large(minute))), NOW);
        }
        for (int i = 0; i < 17; i++) {
            Lane lane = lanes.next().orElseThrow();
            long number = lane.head();
            Parcel parcel = outbox.lend(number).orElseThrow();
            if (i == 12) {
                outbox.setAside(parcel, 404, "");
                setAside++;
            } else {
                outbox.posted(number);
                posted++;
            }
            lanes.arrived(lane, number);
        }
        outbox.keepHouse(NOW);
        outbox.keepHouse(NOW.plus(Duration.ofDays(8)));
        dropped = true;
        outbox.close();
    }

    /** Large enough for ten of them to fill a segment. */
    private static AuctionMinute large(int minute) {
        return Minutes.minute("a", minute, "run-1".repeat(1_200), 12);
    }

    private void check(Path directory, int steps) throws IOException {
        String when = "killed at step " + steps;
        SnapshotOutbox next = open(directory, new FragileDisk(), new Lanes());
        Tally tally = next.tally();
        assertThat(next.sampled()).as(when).isBetween((long) appended, appended + 1L);
        assertThat(Stream.of(Fate.values()).mapToLong(tally::get).sum())
                .as(when)
                .isEqualTo(next.sampled());
        assertThat(tally.get(Fate.DAMAGED)).as(when).isZero();
        assertThat(tally.get(Fate.POSTED)).as(when).isBetween((long) posted, posted + 1L);
        long tooOld = tally.get(Fate.TOO_OLD);
        assertThat(tally.get(Fate.SET_ASIDE) + (tooOld > 0 ? 1 : 0)).as(when).isBetween((long) setAside, setAside + 1L);
        if (dropped) {
            assertThat(tally.alive()).as(when).isZero();
        }
        next.close();
    }

    private static SnapshotOutbox open(Path directory, Disk disk, Lanes lanes) throws IOException {
        return SnapshotOutbox.open(directory, SMALL, disk, lanes, new DeliveryLog(InstantSource.fixed(NOW)));
    }
}
