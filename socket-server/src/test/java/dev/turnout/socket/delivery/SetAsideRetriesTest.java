package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.socket.delivery.FakeBackend.Reply;
import dev.turnout.socket.delivery.OutboxReport.SetAsideGroup;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.socket.delivery.StatusCounts.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that the backend refused, and when they are sent again. */
class SetAsideRetriesTest {

    private static final int IN_MEMORY = 50;

    @TempDir
    Path directory;

    private DeliveryFixture delivery;

    @BeforeEach
    void start() throws IOException {
        delivery = new DeliveryFixture(directory, 64 << 20, IN_MEMORY, new Random(1));
    }

    @Test
    void refusedSnapshotsAreSetAsideAndTheNextMinuteIsSent() {
        for (int status : List.of(400, 409, 413, 415, 422)) {
            delivery.backend.then(status);
        }
        for (int i = 0; i < 6; i++) {
            delivery.take(minute("a", i));
        }
        delivery.run(Duration.ofHours(1));
        assertThat(delivery.backend.requests).hasSize(6);
        delivery.assertCounts(6, 1, 0, 5, 0);
    }

    @Test
    void snapshotsRefusedForTheKeyAreSentAgainAsSoonAsOneIsAccepted() {
        delivery.backend.otherwise = (path, body) -> Reply.of(401);
        for (int i = 0; i < 20; i++) {
            delivery.take(minute("a", i));
        }
        delivery.answerAll();
        delivery.assertCounts(20, 0, 0, 20, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.take(minute("b", 20));
        delivery.run(Duration.ofSeconds(1));
        delivery.assertCounts(21, 21, 0, 0, 0);
    }

    @Test
    void aRetryThatTheDiskRefusesIsRepeatedForAllOfThem() throws Exception {
        SnapshotOutbox outbox = SnapshotOutbox.open(
                Files.createDirectories(directory.resolve("own")), delivery.disk, new DeliveryLog(delivery.thread));
        SetAsideRetries retries = new SetAsideRetries(outbox, new DeliveryLog(delivery.thread));
        for (int i = 0; i < 3; i++) {
            outbox.append(Minutes.encoded(minute("a", i)));
            Stored next = outbox.next(1, (id, auction) -> true).get(0);
            outbox.settle(List.of(new Settled(next, new Refused(401, ""))), Minutes.BEGIN);
        }
        outbox.append(Minutes.encoded(minute("b", 0)));
        Stored other = outbox.next(1, (id, auction) -> true).get(0);
        List<Settled> accepted = List.of(new Settled(other, new Accepted()));
        delivery.disk.fault = FailingDisk.Fault.IO_ERROR;
        assertThatThrownBy(() -> retries.settled(accepted, Minutes.BEGIN)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> retries.scheduled(Minutes.BEGIN)).isInstanceOf(SQLException.class);
        delivery.disk.fault = FailingDisk.Fault.NONE;
        retries.scheduled(Minutes.BEGIN);
        assertThat(outbox.counts().get(Status.SET_ASIDE)).as("after a probe").isEqualTo(2);
        retries.settled(accepted, Minutes.BEGIN);
        assertThat(outbox.counts().get(Status.SET_ASIDE)).isZero();
        outbox.close();
    }

    @Test
    void aCorrectedKeyIsFoundByAProbeAtTheNextStart() throws IOException {
        delivery.backend.otherwise = (path, body) -> Reply.of(403);
        for (int i = 0; i < 20; i++) {
            delivery.take(minute("a", i));
        }
        delivery.answerAll();
        delivery.killAndStart();
        delivery.answerAll();
        assertThat(delivery.backend.requests).as("one probe").hasSize(21);
        delivery.assertCounts(20, 0, 0, 20, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.killAndStart();
        delivery.run(Duration.ofSeconds(1));
        delivery.assertCounts(20, 20, 0, 0, 0);
    }

    @Test
    void aCorrectedKeyIsFoundByAProbeWhileNothingElseIsSent() {
        delivery.backend.then(401);
        delivery.take(minute("a", 0));
        delivery.answerAll();
        delivery.assertCounts(1, 0, 0, 1, 0);
        delivery.run(Duration.ofMinutes(6));
        delivery.assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void aRefusalForAnotherReasonProvesTheKeyToo() {
        delivery.backend.then(401);
        delivery.take(minute("a", 0));
        delivery.answerAll();
        delivery.backend.then(422);
        delivery.take(minute("b", 0));
        delivery.run(Duration.ofSeconds(1));
        delivery.assertCounts(2, 1, 0, 1, 0);
    }

    @Test
    void aBackendThatAcceptsTheKeyForSomeAuctionsOnlyIsNotFlooded() {
        delivery.backend.otherwise = (path, body) -> Reply.of(path.contains("/auctions/bad/") ? 403 : 200);
        for (int i = 0; i < 10; i++) {
            delivery.take(minute("bad", i), minute("good", i));
            delivery.run(Duration.ofMinutes(1));
        }
        delivery.assertCounts(20, 10, 0, 10, 0);
        assertThat(delivery.backend.requests).hasSizeLessThan(10 + 10 * 11 / 2 + 20);
    }

    @Test
    void minutesOfAnAuctionThatIsCreatedLaterComeBack() {
        delivery.backend.otherwise = (path, body) -> Reply.of(404);
        delivery.take(minute("late", 0));
        delivery.take(minute("late", 1));
        delivery.answerAll();
        delivery.assertCounts(2, 0, 0, 2, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.take(minute("late", 2));
        delivery.run(Duration.ofSeconds(1));
        delivery.assertCounts(3, 3, 0, 0, 0);
    }

    @Test
    void minutesOfAnAuctionThatIsCreatedAfterItsLastViewerLeftComeBackWithAProbe() {
        delivery.backend.otherwise = (path, body) -> Reply.of(404);
        delivery.take(minute("late", 0));
        delivery.take(minute("late", 1));
        delivery.run(Duration.ofHours(1));
        assertThat(delivery.backend.requests).hasSizeBetween(10, 16);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.run(Duration.ofMinutes(11));
        delivery.assertCounts(2, 2, 0, 0, 0);
    }

    @Test
    void otherRefusalsAreSentAgainByCommandOnly() throws Exception {
        delivery.backend.then(422);
        delivery.take(minute("a", 0));
        delivery.answerAll();
        delivery.killAndStart();
        delivery.run(Duration.ofHours(1));
        delivery.assertCounts(1, 0, 0, 1, 0);
        assertThat(delivery.dispatcher().report().setAside())
                .extracting(SetAsideGroup::status)
                .containsExactly(422);
        assertThat(delivery.dispatcher().retrySetAside()).isEqualTo(1);
        delivery.answerAll();
        delivery.assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void aCommandThatTheDiskRefusesFails() {
        delivery.backend.then(422);
        delivery.take(minute("a", 0));
        delivery.answerAll();
        delivery.disk.fault = FailingDisk.Fault.IO_ERROR;
        assertThatThrownBy(() -> delivery.dispatcher().retrySetAside()).isInstanceOf(SQLException.class);
        delivery.assertCounts(1, 0, 0, 1, 0);
    }

    @Test
    void commandsAfterTheStopFail() {
        delivery.dispatcher().stopNow();
        assertThatThrownBy(() -> delivery.dispatcher().report()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> delivery.dispatcher().retrySetAside()).isInstanceOf(SQLException.class);
    }
}
