package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.SlotMerge;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.Storage.MinuteCounts;
import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code vieweranalytics}. Among the snapshots of one timestamp the {@code _id} gives the order of arrival;
 * it is compared here, since an index gives only the order of the timestamps.
 */
final class SnapshotCollection {

    private static final int PAGE = 2_000;
    private static final String ID = "_id";

    private static final Comparator<Document> ARRIVAL =
            Comparator.comparing(document -> document.get(ID) instanceof ObjectId id ? id : new ObjectId(new byte[12]));

    private final MongoCollection<Document> documents;

    SnapshotCollection(MongoCollection<Document> documents) {
        this.documents = documents;
    }

    private static Bson filter(Object auction, Instant from, Instant until) {
        return and(
                eq(SnapshotDocuments.AUCTION, auction),
                gte(SnapshotDocuments.TIMESTAMP, from),
                lt(SnapshotDocuments.TIMESTAMP, until));
    }

    private static Instant at(Document document) {
        return Fields.instant(document, SnapshotDocuments.TIMESTAMP);
    }

    /** All snapshots of a short period, with every detail. */
    List<StoredSnapshot> all(Object auction, Period period) {
        List<StoredSnapshot> all = new ArrayList<>();
        read(auction, period, Detail.ALL, all::add);
        return all;
    }

    /** Reads page by page, so that a slow consumer holds no cursor of the server. A page ends between two timestamps. */
    void read(Object auction, Period period, Detail detail, Consumer<StoredSnapshot> each) {
        Instant from = period.from();
        boolean more = true;
        while (more) {
            List<Document> page = page(auction, from, period.until(), detail, PAGE);
            more = page.size() == PAGE;
            if (more) {
                Instant last = at(page.get(PAGE - 1));
                page.removeIf(document -> at(document).equals(last));
                if (page.isEmpty()) {
                    page = page(auction, last, last.plusMillis(1), detail, 0);
                    from = last.plusMillis(1);
                } else {
                    from = last;
                }
            }
            passOn(page, detail, each);
        }
    }

    private List<Document> page(Object auction, Instant from, Instant until, Detail detail, int limit) {
        FindIterable<Document> found = documents
                .find(filter(auction, from, until))
                .sort(ascending(SnapshotDocuments.TIMESTAMP))
                .limit(limit);
        if (detail != Detail.ALL) {
            found = found.projection(exclude(SnapshotDocuments.notIn(detail)));
        }
        return found.into(new ArrayList<>());
    }

    private void passOn(List<Document> page, Detail detail, Consumer<StoredSnapshot> each) {
        page.sort(Comparator.comparing(SnapshotCollection::at).thenComparing(ARRIVAL));
        Map<Object, Binary> sketches = detail == Detail.ALL ? Map.of() : sketchesOfSharedTimestamps(page);
        for (Document document : page) {
            Fields.put(document, SnapshotDocuments.SKETCH, sketches.get(document.get(ID)));
            each.accept(SnapshotDocuments.read(document));
        }
    }

    private Map<Object, Binary> sketchesOfSharedTimestamps(List<Document> page) {
        List<Object> shared = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            Instant at = at(page.get(i));
            boolean likePrevious = i > 0 && at(page.get(i - 1)).equals(at);
            boolean likeNext = i + 1 < page.size() && at(page.get(i + 1)).equals(at);
            if (likePrevious || likeNext) {
                shared.add(page.get(i).get(ID));
            }
        }
        Map<Object, Binary> sketches = new HashMap<>();
        if (!shared.isEmpty()) {
            for (Document document : documents.find(in(ID, shared)).projection(include(SnapshotDocuments.SKETCH))) {
                if (document.get(SnapshotDocuments.SKETCH) instanceof Binary sketch) {
                    sketches.put(document.get(ID, Object.class), sketch);
                }
            }
        }
        return sketches;
    }

    /** The snapshots of the newest timestamps, oldest first, without details. */
    List<Snapshot> newest(Object auction, Instant from, int timestamps) {
        List<Document> newest = new ArrayList<>();
        int different = 0;
        Instant last = null;
        for (Document document : documents
                .find(filter(auction, from, Period.END))
                .sort(descending(SnapshotDocuments.TIMESTAMP))
                .projection(exclude(SnapshotDocuments.notIn(Detail.COUNTS)))) {
            Instant at = at(document);
            if (!at.equals(last) && ++different > timestamps) {
                break;
            }
            last = at;
            newest.add(document);
        }
        List<Snapshot> oldestFirst = new ArrayList<>();
        Collections.reverse(newest);
        passOn(newest, Detail.ALL, stored -> oldestFirst.add(stored.snapshot()));
        return oldestFirst;
    }

    /** The counts of a period by auction; of several snapshots of one timestamp that which arrived last. */
    void minuteCounts(Period period, MinuteCounts each) {
        SortedMap<AuctionId, SortedMap<Instant, Document>> last = new TreeMap<>();
        for (Document document : documents
                .find(and(
                        gte(SnapshotDocuments.TIMESTAMP, period.from()),
                        lt(SnapshotDocuments.TIMESTAMP, period.until())))
                .projection(include(
                        SnapshotDocuments.AUCTION, SnapshotDocuments.TIMESTAMP, SnapshotDocuments.VIEWER_COUNT))) {
            Optional<AuctionId> auction = AuctionKeys.id(document.get(SnapshotDocuments.AUCTION, Object.class));
            auction.ifPresent(id -> last.computeIfAbsent(id, unused -> new TreeMap<>())
                    .merge(at(document), document, (one, other) -> ARRIVAL.compare(one, other) > 0 ? one : other));
        }
        last.forEach((auction, minutes) -> minutes.forEach((at, document) -> each.minute(
                auction.value(), at.getEpochSecond(), Fields.integer(document, SnapshotDocuments.VIEWER_COUNT))));
    }

    /**
     * What became of a snapshot.
     *
     * @param before the largest count of the minute that it was merged with or has replaced, else 0
     * @param after the largest count of the minute as it is stored now
     */
    record Put(StoreResult result, int before, int after) {}

    /** Inserts a snapshot, or merges it with the one of the same auction, timestamp and source. */
    Put put(Object auction, StoredSnapshot arriving) {
        try {
            documents.insertOne(SnapshotDocuments.write(auction, arriving));
            return new Put(StoreResult.NEW, 0, arriving.top());
        } catch (MongoWriteException e) {
            if (!MongoFailure.isDuplicate(e)) {
                throw e;
            }
            return merge(auction, arriving);
        }
    }

    /**
     * Every merge changes the slots or the fence, so they show whether another process has merged since the document was
     * read.
     */
    private Put merge(Object auction, StoredSnapshot arriving) {
        Bson same = and(
                eq(SnapshotDocuments.AUCTION, auction),
                eq(SnapshotDocuments.TIMESTAMP, arriving.snapshot().timestamp()),
                eq(SnapshotDocuments.SOURCE, SnapshotDocuments.source(arriving.snapshot())));
        Document stored = documents.find(same).first();
        while (stored != null) {
            StoredSnapshot before = SnapshotDocuments.read(stored);
            Optional<StoredSnapshot> merged = SlotMerge.merge(before, arriving);
            if (merged.isEmpty()) {
                return new Put(StoreResult.REPEATED, before.top(), before.top());
            }
            Bson unchanged = and(
                    eq(ID, stored.get(ID)),
                    eq(SnapshotDocuments.SLOTS, stored.get(SnapshotDocuments.SLOTS)),
                    eq(SnapshotDocuments.FENCE, stored.get(SnapshotDocuments.FENCE)));
            if (documents
                            .replaceOne(unchanged, SnapshotDocuments.write(auction, merged.get()))
                            .getMatchedCount()
                    == 1) {
                return new Put(StoreResult.MERGED, before.top(), merged.get().top());
            }
            stored = documents.find(same).first();
        }
        return put(auction, arriving); // deleted since the insertion was refused
    }

    /** The timestamp of the first snapshot not before a time. */
    @Nullable Instant firstFrom(Object auction, Instant from) {
        Document first = documents
                .find(filter(auction, from, Period.END))
                .sort(ascending(SnapshotDocuments.TIMESTAMP))
                .projection(include(SnapshotDocuments.TIMESTAMP))
                .first();
        return first == null ? null : at(first);
    }

    Optional<Instant> newestTime() {
        return Optional.ofNullable(documents
                        .find()
                        .sort(descending(SnapshotDocuments.TIMESTAMP))
                        .projection(include(SnapshotDocuments.TIMESTAMP))
                        .first())
                .map(SnapshotCollection::at);
    }

    /** The last second of the oldest so many snapshots of a period; the last second of the period when it has none. */
    long lastOfOldest(Object auction, Period period, int limit) {
        Instant last = null;
        for (Document document : documents
                .find(filter(auction, period.from(), period.until()))
                .sort(ascending(SnapshotDocuments.TIMESTAMP))
                .projection(include(SnapshotDocuments.TIMESTAMP))
                .limit(limit)) {
            last = at(document);
        }
        return last == null ? period.endSecond() - 1 : last.getEpochSecond();
    }

    int delete(Object auction, Period period) {
        return (int) documents
                .deleteMany(filter(auction, period.from(), period.until()))
                .getDeletedCount();
    }
}
