package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotOutboxTest {

    private static final Keeping SMALL = new Keeping(Duration.ofDays(7), 1 << 20, 20_000, 100);
    private static final Instant NOW = Minutes.BEGIN;

    @TempDir
    Path directory;

    private final FragileDisk disk = new FragileDisk();
    private Lanes lanes = new Lanes();
    private SnapshotOutbox outbox;

    @BeforeEach
    void open() throws IOException {
        lanes = new Lanes();
        outbox = open(lanes);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    private SnapshotOutbox open(Lanes lanes) throws IOException {
        return SnapshotOutbox.open(directory, SMALL, disk, lanes, new DeliveryLog(InstantSource.fixed(NOW)));
    }

    private void reopen() throws IOException {
        outbox.close();
        open();
    }

    @Test
    void whatWasAppendedIsThereAfterARestartInOrderAndToTheByte() throws IOException {
        append(minute("a", 0), minute("b", 0));
        append(minute("a", 1));
        reopen();
        assertThat(takeAll())
                .extracting(parcel -> parcel.entry())
                .containsExactlyElementsOf(Minutes.entries(minute("a", 0), minute("b", 0), minute("a", 1)));
    }

    @Test
    void whatWasPostedIsForgottenAlsoAfterARestart() throws IOException {
        append(minute("a", 0), minute("b", 0));
        post(1);
        assertThat(fates(Fate.WAITING, Fate.POSTED)).containsExactly(1L, 1L);
        reopen();
        assertThat(fates(Fate.WAITING, Fate.POSTED)).containsExactly(1L, 1L);
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(1L);
        assertBalanced();
    }

    @Test
    void thousandsOfAuctionsGoToDiskWithOneForce() throws IOException {
        append(minute("a", 0));
        int before = disk.forces;
        append(Minutes.ofAuctions(250, 1).toArray(AuctionMinute[]::new));
        assertThat(disk.forces - before).isEqualTo(1);
    }

    @Test
    void anOutboxThatIsSentLeavesNoFilesBehindButTheLastSegment() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            append(minute("a", i));
            post(1);
        }
        assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(2);
        reopen();
        assertThat(segmentFiles()).isEmpty();
        assertThat(outbox.sampled()).isEqualTo(1_000);
        assertThat(fates(Fate.WAITING, Fate.POSTED)).containsExactly(0L, 1_000L);
    }

    @Test
    void whatIsSetAsideIsKeptButDoesNotWait() throws IOException {
        append(minute("a", 0), minute("a", 1));
        setAside(404);
        reopen();
        assertThat(fates(Fate.SET_ASIDE, Fate.WAITING)).containsExactly(1L, 1L);
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(1L);
    }

    @Test
    void whatIsSetAsideCanWaitAgainAndTakesItsOldPlace() throws IOException {
        append(minute("a", 0), minute("a", 1), minute("b", 0));
        setAside(401);
        assertThat(outbox.retryAll(status -> status == 404)).isZero();
        reopen();
        assertThat(outbox.retryAll(status -> status == 401)).isEqualTo(1);
        reopen();
        assertThat(fates(Fate.SET_ASIDE, Fate.WAITING)).containsExactly(0L, 3L);
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theReasonOfARefusalStandsBesideTheSegment() throws IOException {
        append(minute("a", 0));
        setAside(413);
        assertThat(Files.readString(directory.resolve("0000000000000000000.marks"), StandardCharsets.ISO_8859_1))
                .contains("because of 413");
    }

    @Test
    void setAsideOnesAreBoundedTheOldestGoFirst() throws IOException {
        for (int i = 0; i < 200; i++) {
            append(minute("a", i));
            setAside(404);
        }
        outbox.keepHouse(NOW);
        long kept = outbox.tally().get(Fate.SET_ASIDE);
        assertThat(kept).isBetween(50L, 150L);
        assertThat(outbox.tally().get(Fate.TOO_MANY)).isEqualTo(200 - kept);
        outbox.retryAll(any -> true);
        assertThat(takeAll()).extracting(Parcel::number).first().isEqualTo(200 - kept);
        reopen();
        assertThat(outbox.tally().get(Fate.TOO_MANY)).isEqualTo(200 - kept);
        assertBalanced();
    }

    @Test
    void whatIsTooOldIsDroppedAndCounted() throws IOException {
        append(minute("a", 0));
        outbox.keepHouse(NOW.plus(Duration.ofHours(2)));
        append(minute("a", 100));
        outbox.keepHouse(NOW.plus(Duration.ofDays(7)));
        assertThat(fates(Fate.WAITING, Fate.TOO_OLD)).containsExactly(2L, 0L);
        outbox.keepHouse(NOW.plus(Duration.ofDays(7)).plusSeconds(1));
        assertThat(fates(Fate.WAITING, Fate.TOO_OLD)).containsExactly(1L, 1L);
        reopen();
        assertThat(fates(Fate.WAITING, Fate.TOO_OLD)).containsExactly(1L, 1L);
        assertThat(takeAll()).extracting(Parcel::number).containsExactly(1L);
        assertBalanced();
    }

    @Test
    void whatIsWithTheSenderIsNotDroppedUnderItsFeet() throws IOException {
        append(minute("a", 0));
        Lane lane = lanes.next().orElseThrow();
        assertThat(outbox.lend(0)).isPresent();
        outbox.keepHouse(NOW.plus(Duration.ofDays(8)));
        outbox.keepHouse(NOW.plus(Duration.ofDays(8)));
        outbox.posted(0);
        lanes.arrived(lane, 0);
        outbox.keepHouse(NOW.plus(Duration.ofDays(8)));
        assertThat(fates(Fate.POSTED, Fate.TOO_OLD)).containsExactly(1L, 0L);
    }

    @Test
    void theOldestGoWhenThereIsNoMoreRoom() throws IOException {
        for (int i = 0; i < 100; i++) {
            append(Minutes.ofAuctions(100, i).toArray(AuctionMinute[]::new));
            assertThat(size()).isLessThanOrEqualTo(SMALL.maxBytes());
        }
        long dropped = outbox.tally().get(Fate.TOO_MANY);
        assertThat(dropped).isBetween(1_000L, 9_000L);
        assertThat(size()).isGreaterThan(SMALL.maxBytes() * 8 / 10);
        reopen();
        assertThat(outbox.tally().get(Fate.TOO_MANY)).isEqualTo(dropped);
        List<Parcel> left = takeAll();
        assertThat(left).hasSize((int) (10_000 - dropped));
        assertThat(left).extracting(Parcel::number).contains(9_999L).doesNotContain(0L);
        assertBalanced();
    }

    @Test
    void oneStuckAuctionDoesNotKeepTheOthersBytes() throws IOException {
        for (int i = 0; i < 20; i++) {
            append(Minutes.ofAuctions(100, i).toArray(AuctionMinute[]::new));
        }
        long full = size();
        for (Optional<Lane> lane = lanes.next(); lane.isPresent(); lane = lanes.next()) {
            if (!lane.get().auction.value().equals("a7")) {
                post(lane.get());
            }
        }
        outbox.keepHouse(NOW.plus(Duration.ofHours(2)));
        outbox.keepHouse(NOW.plus(Duration.ofHours(2)));
        assertThat(size()).isLessThan(full / 5);
        reopen();
        assertThat(takeAll())
                .hasSize(20)
                .allSatisfy(
                        parcel -> assertThat(parcel.entry().auction().value()).isEqualTo("a7"));
        assertThat(fates(Fate.POSTED, Fate.DAMAGED)).containsExactly(1_980L, 0L);
        assertBalanced();
    }

    @Test
    void aSecondProcessIsKeptOutWithAClearWord() {
        assertThatThrownBy(() -> open(new Lanes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("used by another process")
                .hasMessageContaining("DATA_DIR");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> SnapshotOutbox.open(
                        file.resolve("outbox"), SMALL, disk, lanes, new DeliveryLog(InstantSource.fixed(NOW))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DATA_DIR")
                .hasMessageContaining("outbox");
    }

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
    void aMinuteThatWasNotOverIsFoundAgainUnlessItWasAppended() throws IOException {
        AuctionMinute early = minute("a", 0, "run-1", 3);
        outbox.draft(List.of(minute("a", 0, "run-1", 2), minute("b", 0, "run-1", 2)));
        outbox.draft(List.of(early, minute("b", 0, "run-1", 3)));
        append(minute("b", 0, "run-1", 12));
        reopen();
        assertThat(outbox.unfinished()).isEqualTo(Minutes.entries(early));
        append(early);
        assertThat(outbox.unfinished()).isEmpty();
        outbox.clearDraft();
        reopen();
        assertThat(outbox.unfinished()).isEmpty();
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

    private void append(AuctionMinute... minutes) throws IOException {
        List<Entry> entries = new ArrayList<>(Minutes.entries(minutes));
        while (!entries.isEmpty()) {
            int written = outbox.append(entries, NOW);
            entries.subList(0, written).clear();
        }
    }

    private void fillSegments(int number) throws IOException {
        for (int minute = 0; segmentFiles().size() <= number; minute++) {
            append(Minutes.ofAuctions(100, minute).toArray(AuctionMinute[]::new));
        }
    }

    private void post(int number) throws IOException {
        for (int i = 0; i < number; i++) {
            post(lanes.next().orElseThrow());
        }
    }

    private void post(Lane lane) throws IOException {
        long number = lane.head();
        assertThat(outbox.lend(number)).isPresent();
        outbox.posted(number);
        lanes.arrived(lane, number);
    }

    private void setAside(int status) throws IOException {
        Lane lane = lanes.next().orElseThrow();
        Parcel parcel = outbox.lend(lane.head()).orElseThrow();
        outbox.setAside(parcel, status, "because of " + status);
        lanes.arrived(lane, parcel.number());
    }

    /** Everything that waits, in the order in which one sender would take it. */
    private List<Parcel> takeAll() throws IOException {
        List<Parcel> all = new ArrayList<>();
        for (Optional<Lane> lane = lanes.next(); lane.isPresent(); lane = lanes.next()) {
            long number = lane.get().head();
            outbox.lend(number).ifPresent(parcel -> {
                all.add(parcel);
                outbox.giveBack(number);
            });
            lanes.arrived(lane.get(), number);
        }
        return all;
    }

    private List<Long> fates(Fate... fates) {
        return Stream.of(fates).map(outbox.tally()::get).toList();
    }

    private void assertBalanced() {
        long told = Stream.of(Fate.values()).mapToLong(outbox.tally()::get).sum();
        assertThat(told).isEqualTo(outbox.sampled());
    }

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private long size() throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                size += Files.size(file);
            }
        }
        return size;
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
