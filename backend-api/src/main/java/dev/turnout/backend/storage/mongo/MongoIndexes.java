package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the indexes that are missing. Those of {@code vieweranalytics} may exist already, under other names and with
 * other directions.
 */
final class MongoIndexes {

    private static final Logger log = LoggerFactory.getLogger(MongoIndexes.class);

    private static final String EXPIRY = "expireAfterSeconds";

    private final MongoDatabase database;
    private final MongoCollections collections;

    MongoIndexes(MongoDatabase database, MongoCollections collections) {
        this.database = database;
        this.collections = collections;
    }

    void create() {
        createForSnapshots();
        collections
                .rollUps()
                .createIndex(
                        ascending(RollUpDocuments.AUCTION, RollUpDocuments.WIDTH, RollUpDocuments.START),
                        new IndexOptions().unique(true));
        collections.rollUps().createIndex(ascending(RollUpDocuments.WIDTH, RollUpDocuments.FIRST_AT));
        collections.dirtyHours().createIndex(ascending("auction", "hour"), new IndexOptions().unique(true));
        collections.switches().createIndex(ascending("auction"));
        for (MongoCollection<Document> timeLine : List.of(collections.markers(), collections.notes())) {
            timeLine.createIndex(ascending("auction", "at"));
            timeLine.createIndex(ascending("at"));
        }
        collections.shares().createIndex(ascending("auction"));
        collections.shares().createIndex(ascending("tokenHash"), new IndexOptions().unique(true));
        collections.sessions().createIndex(ascending("admin"));
        collections.sessions().createIndex(ascending("expiresAt"));
    }

    /**
     * The unique index covers only documents with a source: documents of the existing system have none, and some may have
     * the same minute twice. Queries without a source cannot use a partial index, so there is a second one for them.
     */
    private void createForSnapshots() {
        MongoCollection<Document> snapshots = collections.snapshots();
        Bson unique = ascending(SnapshotDocuments.AUCTION, SnapshotDocuments.TIMESTAMP, SnapshotDocuments.SOURCE);
        if (snapshotIndex(List.of(SnapshotDocuments.AUCTION, SnapshotDocuments.TIMESTAMP, SnapshotDocuments.SOURCE))
                .isEmpty()) {
            snapshots.createIndex(
                    unique, new IndexOptions().unique(true).partialFilterExpression(exists(SnapshotDocuments.SOURCE)));
        }
        if (snapshotIndex(List.of(SnapshotDocuments.AUCTION, SnapshotDocuments.TIMESTAMP))
                .isEmpty()) {
            snapshots.createIndex(ascending(SnapshotDocuments.AUCTION, SnapshotDocuments.TIMESTAMP));
        }
    }

    /** The index with these fields, in either direction; an empty document when there is none. */
    private Document snapshotIndex(List<String> fields) {
        for (Document index : collections.snapshots().listIndexes()) {
            if (index.get("key") instanceof Document key
                    && List.copyOf(key.keySet()).equals(fields)) {
                return index;
            }
        }
        return new Document();
    }

    /** An index on the timestamp that exists is changed; a server that cannot change one gets it anew. */
    void expireSnapshots(Duration age) {
        long seconds = age.toSeconds();
        Document present = snapshotIndex(List.of(SnapshotDocuments.TIMESTAMP));
        if (present.isEmpty()) {
            createExpiry(seconds);
            return;
        }
        Long stored = Fields.longOrNull(present, EXPIRY);
        if (Objects.equals(stored, seconds)) {
            return;
        }
        log.atWarn()
                .addKeyValue("fromSeconds", stored)
                .addKeyValue("toSeconds", seconds)
                .log("the expiry of vieweranalytics changes to RETENTION_DAYS");
        try {
            database.runCommand(new Document("collMod", MongoCollections.SNAPSHOTS)
                    .append("index", new Document("name", Fields.text(present, "name")).append(EXPIRY, seconds)));
        } catch (MongoCommandException e) {
            log.atWarn()
                    .addKeyValue("code", e.getErrorCode())
                    .log("the server does not change the expiry of an index; it is created again");
            collections.snapshots().dropIndex(Fields.text(present, "name"));
            createExpiry(seconds);
        }
    }

    private void createExpiry(long seconds) {
        collections
                .snapshots()
                .createIndex(
                        ascending(SnapshotDocuments.TIMESTAMP),
                        new IndexOptions().expireAfter(seconds, TimeUnit.SECONDS));
    }
}
