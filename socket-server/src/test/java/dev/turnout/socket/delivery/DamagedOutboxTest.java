package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.model.AuctionMinute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that were torn, flipped or removed, and disks that fail. */
class DamagedOutboxTest extends FragileOutbox {

    @Test
    void aTornTailIsCutAndCostsNothingThatWasPromised() throws IOException {
        append(minute("a", 0), minute("a", 1));
        kill();
        Path segment = segmentFiles().get(0);
        byte[] torn = Arrays.copyOf(Files.readAllBytes(segment), 60);
        long whole = Files.size(segment);
        Files.write(segment, torn, StandardOpenOption.APPEND);
        open();
        assertThat(Files.size(segment)).isEqualTo(whole);
        append(minute("a", 2));
        reopen();
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(0L, 1L, 2L);
        assertThat(outbox.tally().get(Fate.DAMAGED)).isZero();
        assertBalanced();
    }

    @Test
    void aFlippedBitInTheMiddleCostsOneSnapshotWhichIsCounted() throws IOException {
        for (int i = 0; i < 3; i++) {
            append(Minutes.ofAuctions(300, i).toArray(AuctionMinute[]::new));
        }
        outbox.close();
        flip(segmentFiles().get(0), 20_000);
        open();
        assertThat(fates(Fate.WAITING, Fate.DAMAGED)).containsExactly(899L, 1L);
        assertThat(takeAll()).hasSize(899);
        reopen();
        assertThat(fates(Fate.WAITING, Fate.DAMAGED)).containsExactly(899L, 1L);
        assertBalanced();
    }

    @Test
    void aFlippedBitWhileTheServerRunsIsNoticedBeforeItIsSent() throws IOException {
        append(minute("a", 0), minute("a", 1));
        flip(segmentFiles().get(0), 100);
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(1L);
        assertThat(outbox.tally().get(Fate.DAMAGED)).isEqualTo(1);
        assertBalanced();
    }

    @Test
    void aDamagedMarkMeansThatASnapshotIsSentOnceMore() throws IOException {
        append(minute("a", 0), minute("b", 0), minute("c", 0));
        post(2);
        outbox.close();
        flip(directory.resolve("0000000000000000000.marks"), 20);
        open();
        assertThat(fates(Fate.WAITING, Fate.POSTED)).containsExactly(2L, 1L);
        assertBalanced();
    }

    @Test
    void aSegmentThatSomebodyRemovedIsCountedAsLost() throws IOException {
        fillSegments(3);
        outbox.close();
        Files.delete(segmentFiles().get(1));
        open();
        assertThat(outbox.tally().get(Fate.DAMAGED)).isBetween(100L, 500L);
        assertThat(outbox.tally().get(Fate.WAITING)).isEqualTo(takeAll().size());
        assertBalanced();
    }

    @Test
    void withoutItsBooksTheOutboxKeepsItsSnapshots() throws IOException {
        fillSegments(3);
        long sampled = outbox.sampled();
        outbox.close();
        flip(directory.resolve(Recovery.BOOKS), 30);
        open();
        assertThat(outbox.tally().get(Fate.WAITING)).isEqualTo(sampled);
        assertBalanced();
        append(minute("b", 0));
        reopen();
        assertThat(takeAll()).hasSize((int) sampled + 1);
    }

    @Test
    void aFullDiskRefusesAndKeepsWhatItPromised() throws IOException {
        append(minute("a", 0));
        disk.fault = FragileDisk.Fault.FULL;
        assertThatThrownBy(() -> append(minute("a", 1))).hasMessageContaining("No space left");
        assertThatThrownBy(() -> append(minute("a", 1))).hasMessageContaining("No space left");
        assertThat(outbox.failedWrites()).isGreaterThanOrEqualTo(2);
        post(1);
        disk.fault = FragileDisk.Fault.NONE;
        append(minute("a", 1));
        outbox.keepHouse(NOW);
        reopen();
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(1L);
        assertThat(outbox.sampled()).isEqualTo(2);
        assertBalanced();
    }

    @Test
    void afterAFailedForceTheFileIsNotTrustedAgain() throws IOException {
        append(minute("a", 0));
        disk.fault = FragileDisk.Fault.FORCE_FAILS;
        assertThatThrownBy(() -> append(minute("a", 1))).isInstanceOf(IOException.class);
        disk.fault = FragileDisk.Fault.NONE;
        append(minute("a", 1));
        assertThat(segmentFiles()).hasSize(2);
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(0L, 1L);
        assertBalanced();
    }

    @Test
    void whatAFailedWriteLeftBehindIsNotDeliveredTwice() throws IOException {
        append(minute("a", 0));
        byte[] before = Files.readAllBytes(segmentFiles().get(0));
        append(minute("a", 1));
        byte[] both = Files.readAllBytes(segmentFiles().get(0));
        outbox.close();
        Files.write(segmentFiles().get(0), before);
        Files.delete(directory.resolve(Recovery.BOOKS));
        open();
        disk.fault = FragileDisk.Fault.FORCE_FAILS;
        assertThatThrownBy(() -> append(minute("a", 1))).isInstanceOf(IOException.class);
        disk.fault = FragileDisk.Fault.NONE;
        append(minute("a", 1));
        Files.write(segmentFiles().get(0), both);
        reopen();
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(0L, 1L);
        assertThat(outbox.sampled()).isEqualTo(2);
    }

    @Test
    void aTornDraftIsAsGoodAsNone() throws IOException {
        outbox.draft(List.of(minute("a", 0), minute("b", 0)));
        outbox.close();
        Path draft = directory.resolve("drafts");
        Files.write(draft, Arrays.copyOf(Files.readAllBytes(draft), 200));
        open();
        assertThat(outbox.unfinished()).isEqualTo(Minutes.entries(minute("a", 0)));
    }

    /** As if the process were killed: nothing is written any more, only the system lets go of the lock. */
    private void kill() {
        disk.killAfter(1);
        assertThatThrownBy(outbox::close).isInstanceOf(FragileDisk.Killed.class);
        disk.survive();
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4)).rewind();
            channel.write(one, at);
        }
    }
}
