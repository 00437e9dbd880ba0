package dev.turnout.backend.storage.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.backend.storage.StorageContract;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.model.AuctionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The contract of every storage, and what happens when the database server fails or a call is interrupted. */
class MongoStorageTest extends StorageContract {

    private static final AuctionId RED = new AuctionId("red");
    private static final Duration RETENTION = Duration.ofDays(90);

    /** By test folder, so that a storage that is opened again finds its data. */
    private final Map<Path, MongoUrl> databases = new ConcurrentHashMap<>();

    @Override
    protected Storage open(Path folder) {
        return databases
                .computeIfAbsent(
                        folder, unused -> MongoUrl.parse(StandInMongo.shared().newDatabase()))
                .storage(RETENTION);
    }

    private static Storage started(MongoUrl url) {
        Storage storage = url.storage(RETENTION);
        storage.start();
        storage.addAuction(Auction.scheduled(RED, "Red", true, Minute.NOON), "ann");
        return storage;
    }

    private static long snapshotsInRollUps(Storage storage, RollUp.Width width) {
        return storage.rollUps(RED, width, Period.ALWAYS, Detail.ALL).stream()
                .mapToLong(rollUp -> rollUp.aggregate().snapshots())
                .sum();
    }

    @Test
    void aSnapshotWhoseMarkIsLeftOverFromACrashIsInTheRollUpsThatAreRead() {
        MongoUrl url = MongoUrl.parse(StandInMongo.shared().newDatabase());
        try (Storage storage = started(url);
                RawMongo raw = new RawMongo(url)) {
            storage.store(RED, Minute.steady(0, 5).source("run").snapshot());
            assertThat(snapshotsInRollUps(storage, RollUp.Width.HOUR)).isEqualTo(1);
            raw.insertDirtyHour("red", Minute.NOON);
            raw.insertSnapshot("red", Minute.NOON.plusSeconds(60), "run", 9);

            assertThat(snapshotsInRollUps(storage, RollUp.Width.HOUR)).isEqualTo(2);
            assertThat(snapshotsInRollUps(storage, RollUp.Width.DAY)).isEqualTo(2);
            assertThat(storage.auction(RED).orElseThrow().peakViewers()).isEqualTo(9);
        }
    }

    @Test
    void aSnapshotThatLostItsMarkIsInTheRollUpsOnceItIsSentAgain() {
        MongoUrl url = MongoUrl.parse(StandInMongo.shared().newDatabase());
        try (Storage storage = started(url);
                RawMongo raw = new RawMongo(url)) {
            raw.insertSnapshot("red", Minute.NOON, "run", 5);

            assertThat(storage.store(RED, Minute.steady(0, 5).source("run").snapshot()))
                    .isEqualTo(StoreResult.REPEATED);
            assertThat(snapshotsInRollUps(storage, RollUp.Width.HOUR)).isEqualTo(1);
        }
    }

    @Test
    void aDeletionThatWasInterruptedIsCompletedAtTheNextStart() {
        MongoUrl url = MongoUrl.parse(StandInMongo.shared().newDatabase());
        try (Storage storage = started(url);
                RawMongo raw = new RawMongo(url)) {
            storage.store(RED, Minute.steady(0, 5).snapshot());
            raw.insertDeletion("red");
        }
        try (Storage storage = url.storage(RETENTION);
                RawMongo raw = new RawMongo(url)) {
            storage.start();
            assertThat(storage.auction(RED)).isEmpty();
            assertThat(raw.snapshots()).isEmpty();
        }
    }

    @Test
    void twoProcessesThatStoreAndReadTheSameHourAgreeInTheEnd() throws Exception {
        MongoUrl url = MongoUrl.parse(StandInMongo.shared().newDatabase());
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (Storage one = started(url);
                Storage other = url.storage(RETENTION)) {
            other.start();
            List<Callable<Object>> work = new ArrayList<>();
            for (int minute = 0; minute < 90; minute++) {
                int at = minute;
                Storage storage = minute % 2 == 0 ? one : other;
                work.add(() ->
                        storage.store(RED, Minute.steady(at, at).source("run").snapshot()));
                work.add(() -> snapshotsInRollUps(storage, RollUp.Width.DAY));
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }

            for (RollUp.Width width : RollUp.Width.values()) {
                assertThat(snapshotsInRollUps(one, width)).isEqualTo(90);
                assertThat(snapshotsInRollUps(other, width)).isEqualTo(90);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aServerThatIsKilledIsReportedAndTheStorageContinuesAfterItsRestart() {
        try (StandInMongo server = new StandInMongo();
                Storage storage = started(MongoUrl.parse(server.newDatabase()))) {
            storage.store(RED, Minute.steady(0, 5).snapshot());
            server.kill();

            assertThatThrownBy(() -> storage.store(RED, Minute.steady(1, 6).snapshot()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("cannot be reached");
            assertThatThrownBy(storage::check).isInstanceOf(StorageException.class);
            server.restart();

            assertThat(storage.store(RED, Minute.steady(1, 6).snapshot())).isIn(StoreResult.NEW, StoreResult.REPEATED);
            assertThat(storage.store(RED, Minute.steady(0, 5).snapshot())).isEqualTo(StoreResult.REPEATED);
            storage.check();
            assertThat(storage.newestSnapshots(RED, Instant.EPOCH, 10)).hasSize(2);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsNamedAtTheStart() {
        MongoUrl nowhere = MongoUrl.parse("mongodb://ann:secret@127.0.0.1:1/none?serverSelectionTimeoutMS=100");
        try (Storage storage = nowhere.storage(RETENTION)) {
            assertThatThrownBy(storage::start)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("DATABASE_URL")
                    .hasMessageContaining("cannot be reached")
                    .hasMessageNotContaining("secret");
        }
    }
}
