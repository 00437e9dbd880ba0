package dev.turnout.backend.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.sqlite.SqliteDatabase;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {

    private static final AuctionId RED = new AuctionId("red");
    private static final int CAPACITY = 100;

    @TempDir
    Path folder = Path.of("");

    private SqliteDatabase database;
    private GroupCommit groupCommit;

    @BeforeEach
    void open() {
        database = new SqliteDatabase(folder.resolve("x.db"));
        database.open();
        database.write(handle -> AuctionTable.insert(handle, Auction.scheduled(RED, "Red", true, Minute.NOON)));
        groupCommit = new GroupCommit(database, CAPACITY);
    }

    @AfterEach
    void close() {
        groupCommit.stop();
        database.close();
    }

    private static Snapshot minute(int minute) {
        return Minute.steady(minute, 5).source("run").snapshot();
    }

    @Test
    void snapshotsThatWaitShareATransactionAndEachGetsItsResult() {
        List<CompletableFuture<StoreResult>> results = IntStream.range(0, CAPACITY)
                .mapToObj(i -> groupCommit.enqueue(i == 7 ? new AuctionId("none") : RED, minute(i % 90)))
                .toList();
        groupCommit.start();

        List<StoreResult> kept = results.stream().map(CompletableFuture::join).toList();
        assertThat(kept.subList(0, 90)).containsOnly(StoreResult.NEW, StoreResult.NO_AUCTION);
        assertThat(kept.subList(90, 97)).containsOnly(StoreResult.REPEATED);
        assertThat(kept.get(97)).as("minute 7, which was refused before").isEqualTo(StoreResult.NEW);
        assertThat(groupCommit.transactions()).isEqualTo(1);
    }

    @Test
    void moreThanTheQueueHoldsIsRefused() {
        IntStream.range(0, CAPACITY).forEach(i -> groupCommit.enqueue(RED, minute(i)));

        assertThatThrownBy(() -> groupCommit.enqueue(RED, minute(CAPACITY)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("too many");
        groupCommit.start();
    }

    @Test
    void whatWaitsWhenItStopsIsStored() {
        List<CompletableFuture<StoreResult>> results = IntStream.range(0, 50)
                .mapToObj(i -> groupCommit.enqueue(RED, minute(i)))
                .toList();
        groupCommit.start();
        groupCommit.stop();

        assertThat(results).allSatisfy(result -> assertThat(result).isCompletedWithValue(StoreResult.NEW));
        assertThatThrownBy(() -> groupCommit.enqueue(RED, minute(99))).isInstanceOf(StorageException.class);
    }

    @Test
    void aFailureOfTheDatabaseFailsEveryWaitingSnapshotAndTheNextOnesAreStored() {
        database.write(handle -> handle.execute("ALTER TABLE snapshot RENAME TO hidden"));
        CompletableFuture<StoreResult> failed = groupCommit.enqueue(RED, minute(0));
        groupCommit.start();
        assertThatThrownBy(failed::join).hasCauseInstanceOf(StorageException.class);

        database.write(handle -> handle.execute("ALTER TABLE hidden RENAME TO snapshot"));
        assertThat(groupCommit.store(RED, minute(0))).isEqualTo(StoreResult.NEW);
    }
}
