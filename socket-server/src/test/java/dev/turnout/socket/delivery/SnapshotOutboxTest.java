package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.model.AuctionMinute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an outbox keeps, for how long, and what it forgets. */
class SnapshotOutboxTest extends FragileOutbox {

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

    private void setAside(int status) throws IOException {
        Lane lane = lanes.next().orElseThrow();
        Parcel parcel = outbox.lend(lane.head()).orElseThrow();
        outbox.setAside(parcel, status, "because of " + status);
        lanes.arrived(lane, parcel.number());
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
}
