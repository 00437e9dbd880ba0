package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.RollUp.Width;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StoredSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Roll-ups, which are always computed from the snapshots, never by adding one: a computation may be repeated at any time.
 *
 * <p>An hour whose snapshots change is marked as dirty, before and after the change, and computed before it is read or
 * when several hours of its auction are dirty. A mark has a token that changes with each marking, and is deleted only
 * with the token that was read before the computation. A roll-up has a version, and is replaced only when it still has the
 * version that was read before its snapshots were. So a process that dies at any point leaves a mark, and of two
 * processes that compute the same hour the one that read older snapshots does not win.
 */
final class RollUpCollection {

    private static final String HOUR = "hour";
    private static final String TOKEN = "token";
    private static final String VERSION = "version";
    private static final int MINUTE = 60;

    private static final int MANY_DIRTY_HOURS = 4;

    private final MongoCollections collections;
    private final SnapshotCollection snapshots;
    private final AuctionCollection auctions;

    /** Auctions for which {@link #refreshOthers} is at work in this process; the others need not do the same. */
    private final Set<Object> refreshing = ConcurrentHashMap.newKeySet();

    RollUpCollection(MongoCollections collections, SnapshotCollection snapshots, AuctionCollection auctions) {
        this.collections = collections;
        this.snapshots = snapshots;
        this.auctions = auctions;
    }

    void markDirty(Object auction, long epochSecond) {
        Bson filter = and(eq("auction", auction), eq(HOUR, Instant.ofEpochSecond(Width.HOUR.startOf(epochSecond))));
        Bson update = Updates.set(TOKEN, new ObjectId());
        try {
            collections.dirtyHours().updateOne(filter, update, new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            if (!MongoFailure.isDuplicate(e)) {
                throw e;
            }
            collections.dirtyHours().updateOne(filter, update); // another process inserted it at the same time
        }
    }

    /** Marks every hour that has a snapshot of an auction. */
    void markAllDirty(Object auction) {
        Instant next = snapshots.firstFrom(auction, Instant.EPOCH);
        while (next != null) {
            long hour = Width.HOUR.startOf(next.getEpochSecond());
            markDirty(auction, hour);
            next = snapshots.firstFrom(auction, Instant.ofEpochSecond(hour + Width.HOUR.seconds()));
        }
    }

    /**
     * Computes the dirty hours of an auction other than that of a time, if there are many. A backlog that arrives in any
     * order then costs one computation for several hours, and a reader never has to compute more than these.
     */
    void refreshOthers(Object auction, long epochSecond) {
        Instant hour = Instant.ofEpochSecond(Width.HOUR.startOf(epochSecond));
        List<Document> others = collections
                .dirtyHours()
                .find(and(eq("auction", auction), ne(HOUR, hour)))
                .sort(ascending(HOUR))
                .limit(MANY_DIRTY_HOURS)
                .into(new ArrayList<>());
        if (others.size() == MANY_DIRTY_HOURS && refreshing.add(auction)) {
            try {
                refresh(others);
            } finally {
                refreshing.remove(auction);
            }
        }
    }

    void refreshBefore(long epochSecond) {
        refresh(collections
                .dirtyHours()
                .find(lt(HOUR, Instant.ofEpochSecond(epochSecond)))
                .into(new ArrayList<>()));
    }

    /** Computes all roll-ups of an auction again, whatever is stored in them. */
    void rebuild(Object auction) {
        for (Document rollUp : collections
                .rollUps()
                .find(and(eq(RollUpDocuments.AUCTION, auction), eq(RollUpDocuments.WIDTH, Width.HOUR.seconds())))
                .projection(include(RollUpDocuments.START))) {
            markDirty(auction, Fields.instant(rollUp, RollUpDocuments.START).getEpochSecond());
        }
        markAllDirty(auction);
        refresh(collections
                .dirtyHours()
                .find(eq("auction", auction))
                .sort(ascending(HOUR))
                .into(new ArrayList<>()));
    }

    private void refresh(List<Document> dirty) {
        for (int i = 0; i < dirty.size(); i++) {
            Document mark = dirty.get(i);
            Object auction = mark.get("auction", Object.class);
            long hour = Fields.instant(mark, HOUR).getEpochSecond();
            recompute(auction, Width.HOUR, hour);
            long day = Width.DAY.startOf(hour);
            boolean sameDayFollows = i + 1 < dirty.size()
                    && auction.equals(dirty.get(i + 1).get("auction"))
                    && Width.DAY.startOf(Fields.instant(dirty.get(i + 1), HOUR).getEpochSecond()) == day;
            if (!sameDayFollows) {
                recompute(auction, Width.DAY, day);
                deleteMarks(dirty, i, auction, day);
            }
        }
    }

    /** Deletes the marks of a day up to an index, after the hours and the day were computed. */
    private void deleteMarks(List<Document> dirty, int last, Object auction, long day) {
        for (int i = last; i >= 0; i--) {
            Document mark = dirty.get(i);
            if (!auction.equals(mark.get("auction"))
                    || Width.DAY.startOf(Fields.instant(mark, HOUR).getEpochSecond()) != day) {
                return;
            }
            collections
                    .dirtyHours()
                    .deleteOne(and(eq("auction", auction), eq(HOUR, mark.get(HOUR)), eq(TOKEN, mark.get(TOKEN))));
        }
    }

    private void recompute(Object auction, Width width, long start) {
        Document key = RollUpDocuments.key(auction, width, start);
        boolean stored = false;
        while (!stored) {
            Document present =
                    collections.rollUps().find(key).projection(include(VERSION)).first();
            Aggregate sum = width == Width.HOUR ? sumOfSnapshots(auction, start) : sumOfHours(auction, start);
            stored = put(key, present == null ? null : present.get(VERSION), sum);
            if (sum != null) {
                auctions.raisePeak(auction, sum.top());
            }
        }
    }

    private @Nullable Aggregate sumOfSnapshots(Object auction, long start) {
        Aggregate sum = null;
        long lastMinute = Long.MIN_VALUE;
        Period hour = Period.ofSeconds(start, start + Width.HOUR.seconds());
        for (StoredSnapshot stored : snapshots.all(auction, hour)) {
            long minute = Math.floorDiv(stored.snapshot().timestamp().getEpochSecond(), MINUTE);
            Aggregate next = Aggregate.of(stored.snapshot(), stored.sketch(), minute != lastMinute);
            lastMinute = minute;
            sum = sum == null ? next : sum.plus(next);
        }
        return sum;
    }

    private @Nullable Aggregate sumOfHours(Object auction, long start) {
        Aggregate sum = null;
        for (RollUp hour :
                find(auction, Width.HOUR, Period.ofSeconds(start, start + Width.DAY.seconds()), Detail.ALL)) {
            sum = sum == null ? hour.aggregate() : sum.plus(hour.aggregate());
        }
        return sum;
    }

    /** False when another process has changed the roll-up since its version was read. */
    private boolean put(Document key, @Nullable Object version, @Nullable Aggregate aggregate) {
        Document expected = new Document(key).append(VERSION, version);
        if (aggregate == null) {
            return version == null || collections.rollUps().deleteOne(expected).getDeletedCount() == 1;
        }
        Document document = RollUpDocuments.write(key, aggregate).append(VERSION, new ObjectId());
        if (version != null) {
            return collections.rollUps().replaceOne(expected, document).getMatchedCount() == 1;
        }
        try {
            collections.rollUps().insertOne(document);
            return true;
        } catch (MongoWriteException e) {
            if (MongoFailure.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    /** The roll-ups of a period, after the dirty hours of their days were computed. */
    List<RollUp> read(Object auction, Width width, Period period, Detail detail) {
        Instant from = Instant.ofEpochSecond(Width.DAY.startOf(period.firstSecond()));
        refresh(collections
                .dirtyHours()
                .find(and(eq("auction", auction), gte(HOUR, from), lt(HOUR, endOf(width, period))))
                .sort(ascending(HOUR))
                .into(new ArrayList<>()));
        return find(auction, width, period, detail);
    }

    /** The largest count of the minutes that are stored of an auction. */
    int peak(Object auction) {
        return read(auction, Width.DAY, Period.ALWAYS, Detail.COUNTS).stream()
                .mapToInt(day -> day.aggregate().top())
                .max()
                .orElse(0);
    }

    /** The end of the last roll-up that starts in a period. */
    private static Instant endOf(Width width, Period period) {
        return period.until().equals(Period.END) ? Period.END : period.until().plusSeconds(width.seconds());
    }

    private List<RollUp> find(Object auction, Width width, Period period, Detail detail) {
        FindIterable<Document> found = collections
                .rollUps()
                .find(and(
                        eq(RollUpDocuments.AUCTION, auction),
                        eq(RollUpDocuments.WIDTH, width.seconds()),
                        gte(RollUpDocuments.START, period.from()),
                        lt(RollUpDocuments.START, period.until())))
                .sort(ascending(RollUpDocuments.START));
        if (detail == Detail.COUNTS) {
            found = found.projection(exclude(RollUpDocuments.MAPS));
        }
        return found.map(RollUpDocuments::read).into(new ArrayList<>());
    }

    /** Deletes snapshots before a time until about {@code limit} are gone, with the roll-ups they were part of. */
    int deleteBefore(long cutoff, int limit) {
        refreshBefore(cutoff);
        int deleted = 0;
        Document day = oldestDay(cutoff);
        while (day != null && deleted < limit) {
            deleted += delete(day, cutoff, limit - deleted);
            day = oldestDay(cutoff);
        }
        return deleted;
    }

    private @Nullable Document oldestDay(long cutoff) {
        return collections
                .rollUps()
                .find(and(
                        eq(RollUpDocuments.WIDTH, Width.DAY.seconds()),
                        lt(RollUpDocuments.FIRST_AT, Instant.ofEpochSecond(cutoff))))
                .sort(ascending(RollUpDocuments.FIRST_AT))
                .projection(include(RollUpDocuments.AUCTION, RollUpDocuments.START))
                .first();
    }

    /** The roll-up of the day is corrected last; after a crash it still names the day as one with expired snapshots. */
    private int delete(Document day, long cutoff, int limit) {
        Object auction = day.get(RollUpDocuments.AUCTION, Object.class);
        long start = Fields.instant(day, RollUpDocuments.START).getEpochSecond();
        long end = Math.min(start + Width.DAY.seconds(), cutoff);
        long last = snapshots.lastOfOldest(auction, Period.ofSeconds(start, end), limit);
        int deleted = snapshots.delete(auction, Period.ofSeconds(start, last + 1));
        long lastHour = Width.HOUR.startOf(last);
        collections
                .rollUps()
                .deleteMany(and(
                        eq(RollUpDocuments.AUCTION, auction),
                        eq(RollUpDocuments.WIDTH, Width.HOUR.seconds()),
                        gte(RollUpDocuments.START, Instant.ofEpochSecond(start)),
                        lt(RollUpDocuments.START, Instant.ofEpochSecond(lastHour))));
        recompute(auction, Width.HOUR, lastHour);
        recompute(auction, Width.DAY, start);
        return deleted;
    }
}
