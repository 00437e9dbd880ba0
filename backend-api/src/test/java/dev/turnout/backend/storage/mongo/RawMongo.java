package dev.turnout.backend.storage.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;

/** The database as other code sees it: with the plain driver. */
final class RawMongo implements AutoCloseable {

    private final MongoClient client;
    private final MongoDatabase database;

    RawMongo(MongoUrl url) {
        client = MongoClients.create(url.connection());
        database = client.getDatabase(url.database());
    }

    MongoDatabase database() {
        return database;
    }

    void insertAuction(ObjectId id, String name, boolean enabled) {
        database.getCollection("auctions")
                .insertOne(new Document("_id", id).append("name", name).append("enableViewerAnalytics", enabled));
    }

    /** As the existing system writes it, with a source when it is not empty. */
    void insertSnapshot(Object auction, Instant at, String source, int viewers) {
        Document document = new Document("auction", auction)
                .append("timestamp", at)
                .append("viewerCount", viewers)
                .append("avgViewers", viewers + 0.4)
                .append("peakViewers", viewers)
                .append("minViewers", viewers)
                .append("sampleCount", 12L);
        if (!source.isEmpty()) {
            document.append("source", source);
        }
        database.getCollection("vieweranalytics").insertOne(document);
    }

    void insertDirtyHour(Object auction, Instant hour) {
        database.getCollection("turnout_dirty_hours")
                .insertOne(new Document("auction", auction).append("hour", hour).append("token", new ObjectId()));
    }

    void insertDeletion(Object auction) {
        database.getCollection("turnout_deletions").insertOne(new Document("_id", auction));
    }

    List<Document> snapshots() {
        return database.getCollection("vieweranalytics").find().into(new ArrayList<>());
    }

    /** The query of the existing system. */
    List<Document> newestFirst(Object auction) {
        return database.getCollection("vieweranalytics")
                .find(Filters.eq("auction", auction))
                .sort(Sorts.descending("timestamp"))
                .into(new ArrayList<>());
    }

    List<Document> snapshotIndexes() {
        return database.getCollection("vieweranalytics").listIndexes().into(new ArrayList<>());
    }

    @Override
    public void close() {
        client.close();
    }
}
