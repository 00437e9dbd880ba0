package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static dev.turnout.socket.delivery.StatusCounts.Status.POSTED;
import static dev.turnout.socket.delivery.StatusCounts.Status.SET_ASIDE;
import static dev.turnout.socket.delivery.StatusCounts.Status.TOO_MANY;
import static dev.turnout.socket.delivery.StatusCounts.Status.TOO_OLD;
import static dev.turnout.socket.delivery.StatusCounts.Status.UNWRITABLE;
import static dev.turnout.socket.delivery.StatusCounts.Status.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.OutboxReport.SetAsideGroup;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an outbox stores, in which order it is sent, for how long it is kept. */
class SnapshotOutboxTest extends OutboxFixture {

    @Test
    void storedSnapshotsAreThereAfterARestartWithTheSameBytes() throws Exception {
        append(minute("a", 0), minute("b", 0));
        append(minute("a", 1));
        reopen();
        assertThat(takeAll())
                .extracting(Stored::snapshot)
                .containsExactlyElementsOf(Minutes.encoded(minute("a", 0), minute("b", 0), minute("a", 1)));
    }

    @Test
    void postedSnapshotsAreDeletedAlsoAfterARestart() throws Exception {
        append(minute("a", 0), minute("b", 0));
        post(1);
        reopen();
        assertThat(counts(WAITING, POSTED)).containsExactly(1L, 1L);
        assertThat(order()).containsExactly("b/0");
        assertBalanced();
    }

    @Test
    void aMinuteOfThousandsOfAuctionsIsOneCommit() throws Exception {
        int before = disk.commits;
        append(Minutes.ofAuctions(2_000, 1).toArray(AuctionMinute[]::new));
        assertThat(disk.commits - before).isEqualTo(1);
    }

    @Test
    void manyResultsAreOneCommit() throws Exception {
        append(Minutes.ofAuctions(100, 1).toArray(AuctionMinute[]::new));
        List<Settled> results = new ArrayList<>();
        outbox.next(100, (id, auction) -> true).forEach(each -> results.add(new Settled(each, new Accepted())));
        int before = disk.commits;
        outbox.settle(results, NOW);
        assertThat(disk.commits - before).isEqualTo(1);
        assertThat(counts(WAITING, POSTED)).containsExactly(0L, 100L);
    }

    @Test
    void theOldestAreSentFirst() throws Exception {
        append(minute("a", 0), minute("b", 0));
        append(minute("b", 1), minute("a", 1));
        assertThat(order()).containsExactly("a/0", "b/0", "b/1", "a/1");
    }

    @Test
    void aDamagedDraftIsLoggedAndCostsNothingElse() throws Exception {
        append(minute("a", 0));
        outbox.draft(Minutes.encoded(minute("a", 1)));
        outbox.close();
        try (var connection = SqliteConnection.open(directory.resolve("outbox.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE draft SET content = x'0102'");
        }
        open();
        assertThat(order()).containsExactly("a/0");
        assertBalanced();
    }

    @Test
    void auctionsThatTheBackendHasAcceptedDoNotWaitBehindMadeUpOnes() throws Exception {
        append(minute("real", 0));
        post(1);
        append(Minutes.ofAuctions(200, 1).toArray(AuctionMinute[]::new));
        append(minute("real", 2), minute("real", 3));
        assertThat(order()).startsWith("real/2", "real/3").hasSize(202);
    }

    @Test
    void anAuctionThatIsAcceptedForTheFirstTimeMovesUpWithAllItsMinutes() throws Exception {
        append(minute("a", 0), minute("x", 0), minute("y", 0), minute("a", 1), minute("a", 2));
        post(1);
        assertThat(order()).containsExactly("a/1", "a/2", "x/0", "y/0");
    }

    @Test
    void setAsideSnapshotsAreStoredButDoNotWait() throws Exception {
        append(minute("a", 0), minute("a", 1));
        setAside(422);
        reopen();
        assertThat(counts(SET_ASIDE, WAITING)).containsExactly(1L, 1L);
        assertThat(order()).containsExactly("a/1");
        assertThat(outbox.report(DeliveryCounters.NONE).setAside())
                .containsExactly(new SetAsideGroup(422, 1, 1, Minutes.BEGIN, Minutes.BEGIN, "because of 422"));
    }

    @Test
    void setAsideSnapshotsThatWaitAgainGoFirstInTheOrderOfTheirMinutes() throws Exception {
        append(minute("a", 0), minute("a", 1), minute("a", 2));
        setAside(401);
        setAside(401);
        reopen();
        assertThat(outbox.retry(SetAsideRetries.KEY_REFUSED)).isEqualTo(2);
        reopen();
        assertThat(counts(SET_ASIDE, WAITING)).containsExactly(0L, 3L);
        assertThat(order()).containsExactly("a/0", "a/1", "a/2");
    }

    @Test
    void minutesRefusedWith404WaitAgainWhenALaterOneOfTheAuctionIsAccepted() throws Exception {
        append(minute("a", 0), minute("a", 1), minute("a", 2), minute("b", 0));
        setAside(404);
        outbox.settle(
                List.of(new Settled(
                        outbox.next(9, (id, auction) -> auction.equals("b")).get(0), new Accepted())),
                NOW);
        assertThat(counts(SET_ASIDE)).containsExactly(1L);
        post(1);
        assertThat(counts(SET_ASIDE)).containsExactly(0L);
        assertThat(order()).containsExactly("a/0", "a/2");
    }

    @Test
    void setAsideSnapshotsAreBoundedPerKindAndTheOldestAreDropped() throws Exception {
        append(minute("real", 0));
        post(1);
        for (int i = 0; i < 30; i++) {
            append(minute("real", i + 1));
            setAside(404);
        }
        for (int i = 0; i < 200; i++) {
            append(minute("madeup" + i, i));
            setAside(404);
        }
        bounds().apply(NOW);
        assertThat(counts(SET_ASIDE, TOO_MANY)).containsExactly(80L, 150L);
        assertThat(outbox.number("SELECT count(*) FROM snapshot WHERE auction = 'real'"))
                .isEqualTo(30);
        assertThat(outbox.number("SELECT count(*) FROM snapshot WHERE auction = 'madeup0'"))
                .isZero();
        reopen();
        assertThat(counts(SET_ASIDE, TOO_MANY)).containsExactly(80L, 150L);
        assertBalanced();
    }

    @Test
    void snapshotsThatAreTooOldAreDroppedAndCounted() throws Exception {
        append(minute("a", 0), minute("b", 0));
        setAside(400);
        append(minute("a", 100));
        bounds().apply(NOW.plus(Duration.ofDays(7)));
        assertThat(counts(WAITING, TOO_OLD)).containsExactly(2L, 0L);
        bounds().apply(NOW.plus(Duration.ofDays(7)).plusSeconds(1));
        assertThat(counts(WAITING, SET_ASIDE, TOO_OLD)).containsExactly(1L, 0L, 2L);
        reopen();
        assertThat(order()).containsExactly("a/100");
        assertBalanced();
    }

    @Test
    void whenTheDiskSpaceIsUsedUpMadeUpAuctionsAreDroppedBeforeRealOnes() throws Exception {
        append(minute("real", 0));
        post(1);
        for (int i = 0; i < 80; i++) {
            append(minute("real", i + 1));
            append(Minutes.ofAuctions(100, i).toArray(AuctionMinute[]::new));
            bounds().makeRoom(0);
            assertThat(outbox.bytes()).isLessThanOrEqualTo(SMALL.maxBytes());
        }
        assertThat(outbox.counts().get(TOO_MANY)).isBetween(1_000L, 8_000L);
        assertThat(outbox.number("SELECT count(*) FROM snapshot WHERE auction = 'real'"))
                .isEqualTo(80);
        assertBalanced();
    }

    @Test
    void whenTheDiskSpaceIsUsedUpTheOldestOfTheRealOnesAreDropped() throws Exception {
        AuctionMinute[] first = Minutes.ofAuctions(100, 0).toArray(AuctionMinute[]::new);
        append(first);
        post(100);
        for (int i = 1; i < 80; i++) {
            append(Minutes.ofAuctions(100, i).toArray(AuctionMinute[]::new));
            bounds().makeRoom(0);
        }
        assertThat(outbox.number("SELECT min(minute) FROM snapshot")).isGreaterThan(NOW.toEpochMilli());
        assertThat(outbox.number("SELECT max(minute) FROM snapshot"))
                .isEqualTo(NOW.plus(Duration.ofMinutes(79)).toEpochMilli());
        assertBalanced();
    }

    @Test
    void anUnfinishedMinuteIsTakenOverUnlessItsFinalFormWasStored() throws Exception {
        AuctionMinute early = minute("a", 1, "run-1", 3);
        outbox.draft(Minutes.encoded(minute("a", 0, "run-1", 2), minute("b", 0, "run-1", 2)));
        append(minute("a", 0, "run-1", 12), minute("b", 0, "run-1", 12));
        outbox.draft(Minutes.encoded(early));
        post(2);
        reopen();
        assertThat(takeAll()).extracting(Stored::snapshot).isEqualTo(Minutes.encoded(early));
        assertThat(outbox.counts().sampled()).isEqualTo(3);
        reopen();
        assertThat(outbox.counts().sampled()).as("once").isEqualTo(3);
        assertBalanced();
    }

    @Test
    void storingAMinuteLateKeepsTheDraftOfTheNextOne() throws Exception {
        outbox.draft(Minutes.encoded(minute("a", 1, "run-1", 6)));
        append(minute("a", 0, "run-1", 12));
        reopen();
        assertThat(order()).containsExactly("a/0", "a/1");
    }

    @Test
    void storingAMinuteKeepsTheDraftOfTheNextOneThatWasStoredTogetherWithItsOwn() throws Exception {
        AuctionMinute next = minute("a", 1, "run-1", 1);
        outbox.draft(Minutes.encoded(minute("a", 0, "run-1", 12), next, minute("b", 1, "run-1", 1)));
        append(minute("a", 0, "run-1", 12));
        reopen();
        assertThat(order()).containsExactly("a/0", "a/1", "b/1");
        assertBalanced();
    }

    @Test
    void draftsOfSeveralMinutesAreAllDelivered() throws Exception {
        outbox.draft(Minutes.encoded(minute("a", 0, "run-1", 12), minute("a", 1, "run-1", 1)));
        reopen();
        assertThat(order()).containsExactly("a/0", "a/1");
        outbox.draft(Minutes.encoded(minute("a", 2, "run-1", 1)));
        outbox.draft(List.of());
        reopen();
        assertThat(order()).containsExactly("a/0", "a/1");
    }

    @Test
    void anOutboxWithinItsBoundsIsNotWritten() throws Exception {
        append(minute("a", 0));
        post(1);
        append(minute("a", 1));
        long before = Files.size(directory.resolve("outbox.db-wal"));
        bounds().apply(NOW);
        bounds().apply(NOW.plusSeconds(10));
        assertThat(Files.size(directory.resolve("outbox.db-wal"))).isEqualTo(before);
    }

    @Test
    void snapshotsThatNeverReachedTheDiskAreCountedAcrossRestarts() throws Exception {
        append(minute("a", 0));
        outbox.lost(3);
        bounds().apply(NOW);
        outbox.lost(2);
        reopen();
        assertThat(counts(WAITING, UNWRITABLE)).containsExactly(1L, 5L);
        assertBalanced();
    }

    @Test
    void anUnknownSchemaIsRefusedWithAReason() throws IOException, SQLException {
        outbox.close();
        try (var connection = SqliteConnection.open(directory.resolve("outbox.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another version");
    }
}
