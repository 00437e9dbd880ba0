package dev.turnout.backend.storage.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.ForeignAuctionException;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that the existing system has filled and goes on using. */
class ExistingSystemTest {

    private static final ObjectId KEY = new ObjectId("64b7f0c2a1d3e4f5a6b7c8d9");
    private static final AuctionId ID = new AuctionId(KEY.toHexString());
    private static final Duration RETENTION = Duration.ofDays(90);

    private final MongoUrl url = MongoUrl.parse(StandInMongo.shared().newDatabase());
    private final RawMongo raw = new RawMongo(url);
    private final Storage storage = url.storage(RETENTION);

    @BeforeEach
    void fill() {
        raw.insertAuction(KEY, "Spring sale", true);
    }

    @AfterEach
    void close() {
        storage.close();
        raw.close();
    }

    @Test
    void itsAuctionsAreReadAndOnlyTheSwitchIsWritten() {
        raw.insertAuction(new ObjectId(), "Without analytics", false);
        raw.database().getCollection("auctions").insertOne(new Document("_id", 17).append("name", "no id of ours"));
        storage.start();

        Auction auction = storage.auction(ID).orElseThrow();
        assertThat(auction.title()).isEqualTo("Spring sale");
        assertThat(auction.enableViewerAnalytics()).isTrue();
        assertThat(auction.createdAt()).isEqualTo(Instant.ofEpochSecond(KEY.getTimestamp()));
        assertThat(storage.auctions()).hasSize(2);

        storage.changeAuction(ID, "ann", Minute.NOON, before -> before.switched(false));
        assertThat(raw.database()
                        .getCollection("auctions")
                        .find(new Document("_id", KEY))
                        .first())
                .isEqualTo(
                        new Document("_id", KEY).append("name", "Spring sale").append("enableViewerAnalytics", false));
    }

    @Test
    void itsSwitchIsReadEachTime() {
        storage.start();
        raw.database()
                .getCollection("auctions")
                .updateOne(
                        new Document("_id", KEY), new Document("$set", new Document("enableViewerAnalytics", false)));

        assertThat(storage.auction(ID).orElseThrow().enableViewerAnalytics()).isFalse();
    }

    @Test
    void itsQueryFindsNewSnapshotsInItsOwnShape() {
        storage.start();
        raw.insertSnapshot(KEY, Minute.NOON, "", 5);
        storage.store(
                ID,
                new Minute(Minute.NOON.plusSeconds(60), 475, 445, 476, 420, 12)
                        .source("run-1")
                        .snapshot());

        List<Document> found = raw.newestFirst(KEY);
        assertThat(found).extracting(document -> document.get("viewerCount")).containsExactly(475, 5);
        Document newest = found.get(0);
        assertThat(newest.get("auction")).isEqualTo(KEY);
        assertThat(newest.get("timestamp")).isEqualTo(Date.from(Minute.NOON.plusSeconds(60)));
        assertThat(newest.get("avgViewers")).isEqualTo(445);
        assertThat(newest.get("peakViewers")).isEqualTo(476);
        assertThat(newest.get("minViewers")).isEqualTo(420);
        assertThat(newest.get("sampleCount")).isEqualTo(12);
    }

    @Test
    void anIdOfAnotherFormIsStoredAsAString() {
        AuctionId spring = new AuctionId("spring-sale");
        storage.start();
        storage.addAuction(Auction.scheduled(spring, "Spring", true, Minute.NOON), "ann");
        storage.store(spring, Minute.steady(0, 5).snapshot());

        assertThat(raw.newestFirst("spring-sale")).hasSize(1);
    }

    @Test
    void itsSnapshotsAreReadAndRolledUpAlsoWithoutASourceAndWithOtherNumberTypes() {
        raw.insertSnapshot(KEY, Minute.NOON, "", 5);
        raw.insertSnapshot(KEY, Minute.NOON.plusSeconds(3_600), "", 7);
        storage.start();

        List<Snapshot> read = new ArrayList<>();
        storage.snapshots(ID, Period.ALWAYS, Detail.ALL, stored -> read.add(stored.snapshot()));
        assertThat(read)
                .containsExactly(
                        Minute.steady(0, 5).snapshot(), Minute.steady(60, 7).snapshot());
        assertThat(storage.rollUps(ID, RollUp.Width.HOUR, Period.ALWAYS, Detail.ALL))
                .extracting(rollUp -> rollUp.aggregate().peak())
                .containsExactly(5, 7);
        assertThat(storage.rollUps(ID, RollUp.Width.DAY, Period.ALWAYS, Detail.ALL))
                .extracting(rollUp -> rollUp.aggregate().snapshots())
                .containsExactly(2L);
    }

    @Test
    void anAuctionOfItIsNotDeleted() {
        storage.start();

        assertThatThrownBy(() -> storage.deleteAuction(ID)).isInstanceOf(ForeignAuctionException.class);
        assertThat(storage.auction(ID)).isPresent();
    }

    @Test
    void theSnapshotsAreUniqueAndExpire() {
        storage.start();

        List<Document> indexes = raw.snapshotIndexes();
        assertThat(index(indexes, "auction", "timestamp", "source"))
                .containsEntry("unique", true)
                .containsEntry("partialFilterExpression", new Document("source", new Document("$exists", true)));
        assertThat(index(indexes, "auction", "timestamp")).doesNotContainKey("unique");
        assertThat(seconds(index(indexes, "timestamp"))).isEqualTo(90 * 86_400L);
    }

    @Test
    void anotherRetentionChangesTheExpiryInPlace() {
        storage.start();
        List<Document> commands = new CopyOnWriteArrayList<>();
        CommandListener listener = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommandName().equals("collMod")) {
                    commands.add(Document.parse(event.getCommand().toJson()));
                }
            }
        };
        try (Storage shorter = new MongoStorage(url, Optional.of(Duration.ofDays(30)), List.of(listener))) {
            shorter.start();
        }

        assertThat(commands).hasSize(1);
        assertThat(commands.get(0)).containsEntry("collMod", "vieweranalytics");
        Document change = commands.get(0).get("index", Document.class);
        assertThat(change.get("name")).isEqualTo("timestamp_1");
        assertThat(seconds(change)).isEqualTo(30 * 86_400L);
        assertThat(seconds(index(raw.snapshotIndexes(), "timestamp"))).isEqualTo(30 * 86_400L);
    }

    @Test
    void aCopyOutOfItDoesNotChangeTheExpiry() {
        var snapshots = raw.database().getCollection("vieweranalytics");
        snapshots.createIndex(
                Indexes.ascending("timestamp"), new IndexOptions().expireAfter(400L * 86_400, TimeUnit.SECONDS));
        try (Storage source = url.storageToCopy()) {
            source.start();
        }

        assertThat(seconds(index(raw.snapshotIndexes(), "timestamp"))).isEqualTo(400 * 86_400L);
    }

    @Test
    void aCopyOutOfItCreatesNoExpiry() {
        try (Storage source = url.storageToCopy()) {
            source.start();
        }

        assertThat(raw.snapshotIndexes())
                .isNotEmpty()
                .allSatisfy(index -> assertThat(index).doesNotContainKey("expireAfterSeconds"));
    }

    @Test
    void indexesThatExistUnderOtherNamesAreUsed() {
        var snapshots = raw.database().getCollection("vieweranalytics");
        snapshots.createIndex(
                Indexes.compoundIndex(Indexes.ascending("auction"), Indexes.descending("timestamp")),
                new IndexOptions().name("by_auction"));
        snapshots.createIndex(
                Indexes.ascending("timestamp"),
                new IndexOptions().name("expiry").expireAfter(90L * 86_400, TimeUnit.SECONDS));
        storage.start();

        assertThat(raw.snapshotIndexes())
                .extracting(index -> index.get("name"))
                .containsExactlyInAnyOrder("_id_", "by_auction", "expiry", "auction_1_timestamp_1_source_1");
    }

    @Test
    void theSameSnapshotOfTheSameSourceIsStoredOnce() {
        storage.start();

        assertThat(storage.store(ID, Minute.steady(0, 5).source("run").snapshot()))
                .isEqualTo(StoreResult.NEW);
        assertThat(storage.store(ID, Minute.steady(0, 5).source("run").snapshot()))
                .isEqualTo(StoreResult.REPEATED);
        assertThat(raw.newestFirst(KEY)).hasSize(1);
    }

    private static Document index(List<Document> indexes, String... fields) {
        return indexes.stream()
                .filter(index ->
                        List.copyOf(index.get("key", Document.class).keySet()).equals(List.of(fields)))
                .findFirst()
                .orElseThrow();
    }

    private static long seconds(Document index) {
        return index.get("expireAfterSeconds", Number.class).longValue();
    }
}
