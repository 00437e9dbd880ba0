package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionStatus;
import dev.turnout.backend.storage.ForeignAuctionException;
import dev.turnout.backend.storage.Storage.Changed;
import dev.turnout.model.AuctionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code auctions} of the existing system, of which only title, switch and date of creation are read and
 * only title and switch written; and {@code turnout_auctions} with what it has no fields for.
 */
final class AuctionCollection {

    private static final String ID = "_id";
    private static final String TITLE = "title";
    private static final String NAME = "name";
    private static final String ENABLED = "enableViewerAnalytics";
    private static final String CREATED_AT = "createdAt";

    /** Present in documents that this server created; only these may be deleted. */
    private static final String CREATED_BY = "createdBy";

    private static final String TURNOUT = "turnout";
    private static final String STATUS = "status";
    private static final String STARTED_AT = "startedAt";
    private static final String ENDED_AT = "endedAt";
    private static final String PEAK = "peakViewers";
    private static final Bson READ = include(TITLE, NAME, ENABLED, CREATED_AT);

    private final MongoCollections collections;

    AuctionCollection(MongoCollections collections) {
        this.collections = collections;
    }

    boolean exists(Object key) {
        return collections.auctions().find(eq(ID, key)).projection(include(ID)).first() != null;
    }

    Optional<Auction> find(AuctionId id) {
        Object key = AuctionKeys.key(id);
        Document document =
                collections.auctions().find(eq(ID, key)).projection(READ).first();
        if (document == null) {
            return Optional.empty();
        }
        return auction(document, collections.auctionStates().find(eq(ID, key)).first());
    }

    /** Newest first. */
    List<Auction> all() {
        Map<Object, Document> states = new HashMap<>();
        for (Document state : collections.auctionStates().find()) {
            states.put(state.get(ID, Object.class), state);
        }
        List<Auction> all = new ArrayList<>();
        for (Document document : collections.auctions().find().projection(READ)) {
            auction(document, states.get(document.get(ID))).ifPresent(all::add);
        }
        all.sort(Comparator.comparing(Auction::createdAt).reversed().thenComparing(Auction::id));
        return all;
    }

    /** Empty when the key of the document cannot be an id of an auction. */
    private static Optional<Auction> auction(Document document, @Nullable Document stored) {
        Object key = document.get(ID, Object.class);
        Document state = stored == null ? new Document() : stored;
        return AuctionKeys.id(key)
                .map(id -> new Auction(
                        id,
                        title(document, id),
                        AuctionStatus.parse(Fields.text(state, STATUS)).orElse(AuctionStatus.SCHEDULED),
                        Fields.flag(document, ENABLED),
                        createdAt(document, key),
                        Fields.instantOrNull(state, STARTED_AT),
                        Fields.instantOrNull(state, ENDED_AT),
                        Fields.integerOrNull(state, PEAK)));
    }

    private static String title(Document document, AuctionId id) {
        String title = Fields.textOrNull(document, TITLE);
        return title != null ? title : Objects.requireNonNullElse(Fields.textOrNull(document, NAME), id.value());
    }

    private static Instant createdAt(Document document, Object key) {
        Instant createdAt = Fields.instantOrNull(document, CREATED_AT);
        if (createdAt != null) {
            return createdAt;
        }
        return key instanceof ObjectId id
                ? Instant.ofEpochSecond(Integer.toUnsignedLong(id.getTimestamp()))
                : Instant.EPOCH;
    }

    /** False when the id is taken. */
    boolean insert(Auction auction) {
        Object key = AuctionKeys.key(auction.id());
        try {
            collections
                    .auctions()
                    .insertOne(new Document(ID, key)
                            .append(TITLE, auction.title())
                            .append(ENABLED, auction.enableViewerAnalytics())
                            .append(CREATED_AT, auction.createdAt())
                            .append(CREATED_BY, TURNOUT));
        } catch (MongoWriteException e) {
            if (MongoFailure.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
        replaceState(auction);
        return true;
    }

    /** Inserts an auction, or replaces what is stored of it. */
    void replace(Auction auction) {
        Object key = AuctionKeys.key(auction.id());
        collections
                .auctions()
                .updateOne(
                        eq(ID, key),
                        Updates.combine(
                                Updates.set(TITLE, auction.title()),
                                Updates.set(ENABLED, auction.enableViewerAnalytics()),
                                Updates.set(CREATED_AT, auction.createdAt()),
                                Updates.setOnInsert(CREATED_BY, TURNOUT)),
                        new UpdateOptions().upsert(true));
        replaceState(auction);
    }

    private void replaceState(Auction auction) {
        Object key = AuctionKeys.key(auction.id());
        Document state = state(auction).append(ID, key);
        Fields.put(state, PEAK, auction.peakViewers());
        collections.auctionStates().replaceOne(eq(ID, key), state, new ReplaceOptions().upsert(true));
    }

    private static Document state(Auction auction) {
        return new Document(STATUS, auction.status().word())
                .append(STARTED_AT, auction.startedAt())
                .append(ENDED_AT, auction.endedAt());
    }

    /**
     * Writes only what differs. A switch is recorded before it is made, so that none is missing from the record; a crash
     * between the two leaves a record of a switch that was not made.
     */
    Optional<Changed> change(AuctionId id, String by, Instant at, UnaryOperator<Auction> change) {
        return find(id).map(before -> {
            Auction after = change.apply(before);
            Object key = AuctionKeys.key(id);
            boolean switched = before.enableViewerAnalytics() != after.enableViewerAnalytics();
            if (switched) {
                recordSwitch(key, new AnalyticsSwitch(after.enableViewerAnalytics(), at, by));
            }
            Document changed = new Document();
            Fields.put(changed, ENABLED, switched ? after.enableViewerAnalytics() : null);
            Fields.put(changed, TITLE, before.title().equals(after.title()) ? null : after.title());
            if (!changed.isEmpty()) {
                collections.auctions().updateOne(eq(ID, key), new Document("$set", changed));
            }
            if (!state(before).equals(state(after))) {
                collections
                        .auctionStates()
                        .updateOne(eq(ID, key), new Document("$set", state(after)), new UpdateOptions().upsert(true));
            }
            return new Changed(before, after);
        });
    }

    void raisePeak(Object key, int viewers) {
        collections
                .auctionStates()
                .updateOne(eq(ID, key), Updates.max(PEAK, viewers), new UpdateOptions().upsert(true));
    }

    boolean hasPeak(Object key, int viewers) {
        return collections
                        .auctionStates()
                        .find(and(eq(ID, key), eq(PEAK, viewers)))
                        .first()
                != null;
    }

    /** Unless it has been raised meanwhile. */
    void lowerPeak(Object key, int from, int to) {
        collections.auctionStates().updateOne(and(eq(ID, key), eq(PEAK, from)), Updates.set(PEAK, to));
    }

    void recordSwitch(Object key, AnalyticsSwitch change) {
        collections
                .switches()
                .insertOne(new Document("auction", key)
                        .append("enabled", change.enabled())
                        .append("at", change.at())
                        .append("by", change.by()));
    }

    List<AnalyticsSwitch> switches(AuctionId id, int limit) {
        return collections
                .switches()
                .find(eq("auction", AuctionKeys.key(id)))
                .sort(descending(ID))
                .limit(limit)
                .map(AuctionCollection::analyticsSwitch)
                .into(new ArrayList<>());
    }

    Map<AuctionId, AnalyticsSwitch> newestSwitches() {
        Map<AuctionId, AnalyticsSwitch> newest = new HashMap<>();
        for (Document document : collections.switches().find().sort(descending(ID))) {
            AuctionKeys.id(document.get("auction", Object.class))
                    .ifPresent(id -> newest.putIfAbsent(id, analyticsSwitch(document)));
        }
        return newest;
    }

    private static AnalyticsSwitch analyticsSwitch(Document document) {
        return new AnalyticsSwitch(
                Fields.flag(document, "enabled"), Fields.instant(document, "at"), Fields.text(document, "by"));
    }

    /** False when there is no such auction; finishes a deletion that was interrupted. */
    boolean delete(AuctionId id) {
        Object key = AuctionKeys.key(id);
        Document document = collections.auctions().find(eq(ID, key)).first();
        if (document == null) {
            return false;
        }
        if (!TURNOUT.equals(document.get(CREATED_BY))) {
            throw new ForeignAuctionException();
        }
        collections.deletions().replaceOne(eq(ID, key), new Document(ID, key), new ReplaceOptions().upsert(true));
        finishDeletion(key);
        return true;
    }

    void finishDeletions() {
        for (Document deletion : collections.deletions().find().into(new ArrayList<>())) {
            finishDeletion(deletion.get(ID, Object.class));
        }
    }

    /** Deletes an auction whose deletion has begun, with everything that is stored for it. */
    void finishDeletion(Object key) {
        if (collections.deletions().find(eq(ID, key)).first() == null) {
            return;
        }
        collections.auctions().deleteOne(and(eq(ID, key), eq(CREATED_BY, TURNOUT)));
        collections.auctionStates().deleteOne(eq(ID, key));
        List.of(
                        collections.snapshots(),
                        collections.rollUps(),
                        collections.dirtyHours(),
                        collections.switches(),
                        collections.markers(),
                        collections.notes(),
                        collections.shares())
                .forEach(data -> data.deleteMany(eq("auction", key)));
        collections.deletions().deleteOne(eq(ID, key));
    }
}
