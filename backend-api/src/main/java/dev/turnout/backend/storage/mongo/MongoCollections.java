package dev.turnout.backend.storage.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/**
 * The collections. {@code auctions} and {@code vieweranalytics} are shared with the existing system; the others, with
 * the prefix {@code turnout_}, are this server's own.
 *
 * @param auctionStates status, times and peak of auctions
 * @param dirtyHours hours whose roll-up may differ from their snapshots
 * @param deletions auctions whose deletion has begun
 * @param state one document per fact about the database itself
 */
record MongoCollections(
        MongoCollection<Document> auctions,
        MongoCollection<Document> snapshots,
        MongoCollection<Document> auctionStates,
        MongoCollection<Document> switches,
        MongoCollection<Document> rollUps,
        MongoCollection<Document> dirtyHours,
        MongoCollection<Document> markers,
        MongoCollection<Document> notes,
        MongoCollection<Document> shares,
        MongoCollection<Document> admins,
        MongoCollection<Document> sessions,
        MongoCollection<Document> deletions,
        MongoCollection<Document> state) {

    static final String SNAPSHOTS = "vieweranalytics";

    static MongoCollections of(MongoDatabase database) {
        return new MongoCollections(
                database.getCollection("auctions"),
                database.getCollection(SNAPSHOTS),
                database.getCollection("turnout_auctions"),
                database.getCollection("turnout_switches"),
                database.getCollection("turnout_rollups"),
                database.getCollection("turnout_dirty_hours"),
                database.getCollection("turnout_markers"),
                database.getCollection("turnout_notes"),
                database.getCollection("turnout_shares"),
                database.getCollection("turnout_admins"),
                database.getCollection("turnout_sessions"),
                database.getCollection("turnout_deletions"),
                database.getCollection("turnout_state"));
    }
}
