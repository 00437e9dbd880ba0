package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.FakeBackend.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How snapshots are stored, also on a disk that refuses, and what is stored of an unfinished minute. */
class OutboxWriterTest {

    private static final int IN_MEMORY = 50;

    @TempDir
    Path directory;

    private DeliveryFixture delivery;

    @BeforeEach
    void start() throws IOException {
        delivery = new DeliveryFixture(directory, 64 << 20, IN_MEMORY, new Random(1));
    }

    @Test
    void aDiskThatRefusesIsRetriedAndNothingIsSentBefore() {
        delivery.disk.fault = FailingDisk.Fault.FULL;
        delivery.take(minute("a", 0), minute("b", 0));
        delivery.run(Duration.ofMinutes(5));
        delivery.take(minute("a", 1));
        assertThat(delivery.backend.requests).isEmpty();
        delivery.assertCounts(3, 0, 3, 0, 0);
        assertThat(delivery.counters().inMemory()).isEqualTo(3);
        assertThat(delivery.counters().failedWrites()).isGreaterThan(10);
        delivery.disk.fault = FailingDisk.Fault.NONE;
        delivery.run(DeliveryFixture.CAP);
        assertThat(delivery.counters().inMemory()).isZero();
        delivery.assertCounts(3, 3, 0, 0, 0);
    }

    @Test
    void whenMemoryIsFullTooTheOldestAreDroppedAndCounted() throws IOException {
        delivery.disk.fault = FailingDisk.Fault.IO_ERROR;
        delivery.take(Minutes.ofAuctions(IN_MEMORY, 0));
        delivery.take(minute("b", 1), minute("b", 2));
        delivery.assertCounts(IN_MEMORY + 2, 0, IN_MEMORY, 0, 2);
        delivery.disk.fault = FailingDisk.Fault.NONE;
        delivery.run(Duration.ofMinutes(1));
        delivery.assertCounts(IN_MEMORY + 2, IN_MEMORY, 0, 0, 2);
        assertThat(delivery.backend.requests).noneMatch(request -> request.contains("/auctions/a0/"));
        delivery.killAndStart();
        delivery.assertCounts(IN_MEMORY + 2, IN_MEMORY, 0, 0, 2);
    }

    @Test
    void aSnapshotThatCannotBeKeptIsCountedAsDropped() {
        AuctionMinute huge = minute("a", 0, "x".repeat(EncodedSnapshot.MAX_BODY), 12);
        delivery.take(huge, minute("a", 1));
        delivery.answerAll();
        delivery.assertCounts(2, 1, 0, 0, 1);
    }

    @Test
    void rejectedSnapshotsAreCounted() throws IOException {
        delivery.dispatcher().take(List.of(minute("a", 0)), 7);
        delivery.answerAll();
        delivery.assertCounts(8, 1, 0, 0, 7);
        delivery.killAndStart();
        delivery.assertCounts(8, 1, 0, 0, 7);
    }

    @Test
    void theUnfinishedMinuteOfAKilledProcessIsDelivered() throws IOException {
        delivery.dispatcher().draft(List.of(minute("a", 0, "run-1", 5), minute("b", 0, "run-1", 5)));
        delivery.killAndStart();
        delivery.answerAll();
        assertThat(delivery.backend.requests)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request).contains("\"sampleCount\":5"));
        delivery.killAndStart();
        delivery.answerAll();
        assertThat(delivery.backend.requests).hasSize(2);
        delivery.assertCounts(2, 2, 0, 0, 0);
    }

    @Test
    void aDraftIsDeletedOnceItsMinuteIsStored() throws IOException {
        delivery.dispatcher().draft(List.of(minute("a", 0, "run-1", 11)));
        delivery.take(minute("a", 0, "run-1", 12));
        delivery.answerAll();
        delivery.killAndStart();
        delivery.answerAll();
        assertThat(delivery.backend.requests).hasSize(1);
        delivery.assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void aDraftDoesNotReplaceThatOfAFinishedMinuteThatIsOnlyInMemory() throws IOException {
        delivery.backend.otherwise = FakeBackend.unreachable();
        delivery.dispatcher().draft(List.of(minute("a", 24, "run-1", 11)));
        delivery.disk.fault = FailingDisk.Fault.FULL;
        delivery.take(minute("a", 24));
        delivery.disk.fault = FailingDisk.Fault.NONE;
        delivery.dispatcher().draft(List.of(minute("a", 25, "run-1", 1)));
        delivery.killAndStart();
        delivery.assertCounts(2, 0, 2, 0, 0);
    }

    @Test
    void aMinuteThatIsStoredLateDoesNotDeleteTheDraftOfTheNextOne() throws IOException {
        delivery.backend.otherwise = FakeBackend.unreachable();
        delivery.disk.fault = FailingDisk.Fault.FULL;
        delivery.take(minute("a", 24));
        delivery.disk.fault = FailingDisk.Fault.NONE;
        delivery.dispatcher().draft(List.of(minute("a", 25, "run-1", 6)));
        delivery.run(DeliveryFixture.CAP);
        assertThat(delivery.counters().inMemory()).isZero();
        delivery.killAndStart();
        delivery.assertCounts(2, 0, 2, 0, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.run(Duration.ofMinutes(1));
        assertThat(delivery.backend.rows.rows().keySet())
                .containsExactlyInAnyOrder(
                        StoredRows.key(minute("a", 24)), StoredRows.key(minute("a", 25, "run-1", 6)));
    }
}
