package dev.turnout.backend.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import dev.turnout.model.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class PostgresStorageTest extends StorageContract {

    private static final AuctionId RED = new AuctionId("red");

    /** By test folder, so that a storage that is opened again finds its data. */
    private final Map<Path, PostgresUrl> databases = new ConcurrentHashMap<>();

    @Override
    protected Storage open(Path folder) {
        return new PostgresStorage(databases.computeIfAbsent(folder, unused -> SharedPostgres.newDatabase()));
    }

    @Test
    void weeksThatHaveExpiredAreDroppedWithTheirRollUps() {
        try (PostgresStorage storage = new PostgresStorage(SharedPostgres.newDatabase())) {
            storage.start();
            storage.addAuction(Auction.scheduled(RED, "Red", true, Minute.NOON), "ann");
            for (int day = 0; day < 21; day++) {
                storage.store(RED, Minute.steady(day * 1_440, day).snapshot());
            }
            Instant cutoff = Minute.NOON.plus(Duration.ofDays(18));
            while (storage.deleteSnapshotsBefore(cutoff, 2) > 0) {
                // deletes the next portion
            }

            List<Integer> left = new ArrayList<>();
            storage.snapshots(
                    RED,
                    Period.ALWAYS,
                    Detail.COUNTS,
                    stored -> left.add(stored.snapshot().viewerCount()));
            assertThat(left).containsExactly(18, 19, 20);
            assertThat(storage.rollUps(RED, RollUp.Width.DAY, Period.ALWAYS, Detail.ALL))
                    .hasSize(3);
            assertThat(storage.store(RED, Minute.steady(0, 7).snapshot())).isEqualTo(StoreResult.NEW);
        }
    }

    @Test
    void aServerThatIsKilledIsReportedAndTheStorageContinuesAfterItsRestart() throws IOException {
        Path binaries = PostgresServer.installed().orElse(null);
        assumeTrue(binaries != null, "PostgreSQL is not installed");
        try (PostgresServer server = PostgresServer.start(binaries);
                PostgresStorage storage = new PostgresStorage(server.database("killed"))) {
            storage.start();
            storage.addAuction(Auction.scheduled(RED, "Red", true, Minute.NOON), "ann");
            Snapshot first = Minute.steady(0, 5).snapshot();
            Snapshot second = Minute.steady(1, 6).snapshot();
            storage.store(RED, first);
            server.kill();

            assertThatThrownBy(() -> storage.store(RED, second)).isInstanceOf(StorageException.class);
            assertThatThrownBy(storage::check)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("database server");
            server.start();

            assertThat(storage.store(RED, second)).isIn(StoreResult.NEW, StoreResult.REPEATED);
            assertThat(storage.store(RED, first)).isEqualTo(StoreResult.REPEATED);
            storage.check();
            List<Integer> counts = new ArrayList<>();
            storage.snapshots(
                    RED,
                    Period.ALWAYS,
                    Detail.COUNTS,
                    stored -> counts.add(stored.snapshot().viewerCount()));
            assertThat(counts).containsExactly(5, 6);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsNamedAtTheStart() {
        PostgresUrl nowhere = PostgresUrl.parse("postgres://turnout:secret@127.0.0.1:1/none");
        try (PostgresStorage storage = new PostgresStorage(nowhere)) {
            assertThatThrownBy(storage::start)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("DATABASE_URL")
                    .hasMessageContaining("cannot be reached")
                    .hasMessageNotContaining("secret");
        }
    }
}
