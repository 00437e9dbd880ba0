package dev.turnout.backend.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionStatus;
import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Share;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.mongo.MongoUrl;
import dev.turnout.backend.storage.mongo.StandInMongo;
import dev.turnout.backend.storage.postgres.SharedPostgres;
import dev.turnout.backend.storage.sqlite.SqliteFile;
import dev.turnout.model.AuctionId;
import dev.turnout.model.ViewerSketch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseCopyTest {

    private static final AuctionId RED = new AuctionId("red");
    private static final AuctionId BLUE = new AuctionId("64b7f0c2a1d3e4f5a6b7c8d9");
    private static final int SNAPSHOTS = 600;

    private enum Kind {
        SQLITE,
        POSTGRES,
        MONGO
    }

    @TempDir
    Path folder = Path.of("");

    private final List<String> lines = new ArrayList<>();
    private final List<Storage> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Storage::close);
    }

    private Storage empty(Kind kind) {
        DatabaseUrl url = switch (kind) {
            case SQLITE -> new SqliteFile(folder.resolve("copy-" + opened.size() + ".db"));
            case POSTGRES -> SharedPostgres.newDatabase();
            case MONGO -> MongoUrl.parse(StandInMongo.shared().newDatabase());
        };
        Storage storage = url.storage(Duration.ofDays(90));
        opened.add(storage);
        storage.start();
        return storage;
    }

    /** With something in every table, two sources of a minute, and a peak whose snapshot is gone. */
    private Storage filled(Kind kind) {
        Storage storage = empty(kind);
        storage.addAdmin("admin", "hash", Minute.NOON);
        storage.openSession("token-hash", new AdminSession("admin", Minute.NOON, Minute.NOON.plusSeconds(60)));
        storage.addAuction(Auction.scheduled(RED, "Red", true, Minute.NOON), "ann");
        storage.addAuction(Auction.scheduled(BLUE, "Blue", false, Minute.NOON.plusSeconds(1)), "ann");
        storage.changeAuction(
                RED, "bob", Minute.NOON, auction -> auction.moved(AuctionStatus.LIVE, Minute.NOON.plusSeconds(5)));
        storage.changeAuction(RED, "bob", Minute.NOON.plusSeconds(9), auction -> auction.switched(false));
        storage.mark(RED, new Marker(Minute.NOON, Marker.Kind.SOLD, 5, "{\"n\":1}"));
        storage.mark(RED, new Marker(Minute.NOON, Marker.Kind.BIDDING, null, null));
        storage.addNote(RED, new Note("n1", Minute.NOON, "Doors open", Minute.NOON, "ann"), 10);
        storage.addShare(new Share("s1", RED, Minute.NOON, "ann", null), "share-hash", 10);
        storage.transfer().keepAll(RED, snapshots());
        storage.deleteSnapshotsBefore(Minute.NOON.plusSeconds(60), 10);
        storage.store(BLUE, Minute.steady(0, 3).snapshot());
        return storage;
    }

    private static List<StoredSnapshot> snapshots() {
        List<StoredSnapshot> snapshots = new ArrayList<>();
        for (int minute = 0; minute <= SNAPSHOTS; minute++) {
            ViewerSketch sketch = new ViewerSketch();
            sketch.add((minute + 1) * 0x9E37_79B9_7F4A_7C15L);
            Minute built = Minute.steady(minute, minute == 0 ? 9_999 : minute)
                    .source("run")
                    .observed(59.5)
                    .watched(minute / 8.0)
                    .sections(Map.of("lot-1", minute, "", 1))
                    .countries(Map.of("CH", minute))
                    .ended(Map.of("30", 4));
            snapshots.add(new StoredSnapshot(built.snapshot(), sketch));
        }
        snapshots.add(new StoredSnapshot(Minute.steady(7, 8).source("other").snapshot(), null));
        return snapshots;
    }

    private DatabaseCopy.Totals copy(Storage source, Storage target) throws CopyException {
        return new DatabaseCopy(source, target, lines::add).run();
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, POSTGRES", "POSTGRES, MONGO", "MONGO, SQLITE"})
    void everythingIsCopiedAndARepetitionChangesNothing(Kind from, Kind to) throws CopyException {
        Storage source = filled(from);
        Storage target = empty(to);

        DatabaseCopy.Totals totals = copy(source, target);

        assertThat(totals.auctions()).isEqualTo(2);
        assertThat(totals.unchanged()).isZero();
        assertThat(totals.snapshots()).isEqualTo(SNAPSHOTS + 2);
        assertThat(target.auctions()).isEqualTo(source.auctions());
        assertThat(target.auction(RED).orElseThrow().peakViewers()).isEqualTo(9_999);
        assertThat(target.session("token-hash")).isEqualTo(source.session("token-hash"));
        assertThat(target.adminPassword("admin")).contains("hash");
        assertThat(target.share("share-hash")).isEqualTo(source.share("share-hash"));
        assertThat(target.switches(RED, 10)).isEqualTo(source.switches(RED, 10)).hasSize(2);
        assertThat(target.markers(RED, Period.ALWAYS, 10))
                .isEqualTo(source.markers(RED, Period.ALWAYS, 10))
                .hasSize(2);
        assertThat(target.notes(RED)).isEqualTo(source.notes(RED)).hasSize(1);
        assertThat(read(target)).isEqualTo(read(source)).hasSize(SNAPSHOTS + 1);
        assertThat(hours(target)).isEqualTo(hours(source)).isNotEmpty();

        DatabaseCopy.Totals again = copy(source, target);
        assertThat(again.unchanged()).isEqualTo(2);
        assertThat(again.checksum()).isEqualTo(totals.checksum());
        assertThat(target.markers(RED, Period.ALWAYS, 10)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, POSTGRES, 1", "SQLITE, POSTGRES, 2", "SQLITE, MONGO, 2", "MONGO, SQLITE, 2"})
    void anInterruptedCopyIsContinued(Kind from, Kind to, int batches) throws CopyException {
        Storage source = filled(from);
        Storage target = empty(to);

        assertThatThrownBy(() -> copy(source, FailingStorage.afterBatches(target, batches)))
                .isInstanceOf(StorageException.class);
        copy(source, target);

        assertThat(read(target)).isEqualTo(read(source));
        assertThat(hours(target)).isEqualTo(hours(source));
        assertThat(target.transfer().records(RED)).isEqualTo(source.transfer().records(RED));
    }

    @Test
    void aTargetWithOtherDataIsRefusedAndStaysAsItIs() {
        Storage source = filled(Kind.SQLITE);
        Storage withAuction = empty(Kind.SQLITE);
        withAuction.addAuction(Auction.scheduled(new AuctionId("green"), "Green", false, Minute.NOON), "ann");
        Storage withSameId = empty(Kind.SQLITE);
        withSameId.addAuction(Auction.scheduled(RED, "Red", true, Minute.NOON.plusSeconds(99)), "ann");
        Storage withAdmin = empty(Kind.SQLITE);
        withAdmin.addAdmin("admin", "another", Minute.NOON.plusSeconds(99));

        assertThatThrownBy(() -> copy(source, withAuction))
                .isInstanceOf(CopyException.class)
                .hasMessageContaining("green");
        assertThatThrownBy(() -> copy(source, withSameId))
                .isInstanceOf(CopyException.class)
                .hasMessageContaining("red");
        assertThatThrownBy(() -> copy(source, withAdmin))
                .isInstanceOf(CopyException.class)
                .hasMessageContaining("admin of its own");
        assertThat(withAuction.auctions()).hasSize(1);
        assertThat(withAdmin.auctions()).isEmpty();
        assertThat(withAdmin.adminPassword("admin")).contains("another");
    }

    @Test
    void aSnapshotThatIsMissingInTheTargetIsFound() {
        Storage source = filled(Kind.SQLITE);
        Storage target = empty(Kind.SQLITE);

        assertThatThrownBy(() -> copy(source, FailingStorage.losingASnapshot(target)))
                .isInstanceOf(CopyException.class)
                .hasMessageContaining("the number of snapshots of auction");
    }

    @Test
    void aSnapshotThatTheTargetHasWithOtherFiguresIsFound() {
        Storage source = filled(Kind.SQLITE);
        Storage target = empty(Kind.SQLITE);
        target.addAuction(Auction.scheduled(RED, "Red", true, Minute.NOON), "ann");
        target.store(RED, Minute.steady(5, 77).source("run").snapshot());

        assertThatThrownBy(() -> copy(source, target))
                .isInstanceOf(CopyException.class)
                .hasMessageContaining("checksum")
                .hasMessageContaining("red");
    }

    private static List<StoredSnapshot> read(Storage storage) {
        List<StoredSnapshot> all = new ArrayList<>();
        storage.snapshots(RED, Period.ALWAYS, Detail.ALL, all::add);
        return all;
    }

    private static List<Instant> hours(Storage storage) {
        return storage.rollUps(RED, RollUp.Width.HOUR, Period.ALWAYS, Detail.ALL).stream()
                .map(RollUp::start)
                .toList();
    }
}
