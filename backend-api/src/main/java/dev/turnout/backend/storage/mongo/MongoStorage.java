package dev.turnout.backend.storage.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.event.CommandListener;
import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Share;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.Transfer;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@link Storage} in MongoDB, without transactions, which a standalone server does not have: each call writes in an order
 * in which a crash after any step leaves something that the next call, or the next start, completes.
 */
final class MongoStorage implements Storage {

    private static final int TIMEOUT_SECONDS = 5;
    private static final int READ_TIMEOUT_SECONDS = 60;

    private static final String ROLL_UPS_MARKED = "roll-ups-marked";
    private static final String WRITE_CHECK = "write-check";

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollections collections;
    private final Optional<Duration> expiry;
    private final AuctionCollection auctions;
    private final SnapshotCollection snapshots;
    private final RollUpCollection rollUps;
    private final TimeLineCollections timeLine;
    private final AccessCollections access;

    /** Changes that depend on what was read; another process with the same database may still come between. */
    private final Object changes = new Object();

    /**
     * @param expiry the age at which the database deletes snapshots; when empty, it is not changed
     * @param listeners receive the commands that are sent, for tests
     */
    MongoStorage(MongoUrl url, Optional<Duration> expiry, List<CommandListener> listeners) {
        this.expiry = expiry;
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applicationName("turnout")
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .applyConnectionString(url.connection());
        listeners.forEach(settings::addCommandListener);
        client = MongoClients.create(settings.build());
        database = client.getDatabase(url.database());
        collections = MongoCollections.of(database);
        auctions = new AuctionCollection(collections);
        snapshots = new SnapshotCollection(collections.snapshots());
        rollUps = new RollUpCollection(collections, snapshots, auctions);
        timeLine = new TimeLineCollections(collections);
        access = new AccessCollections(collections);
    }

    @Override
    public void start() {
        try {
            MongoIndexes indexes = new MongoIndexes(database, collections);
            indexes.create();
            expiry.ifPresent(indexes::expireSnapshots);
            auctions.finishDeletions();
            markOldSnapshots();
        } catch (MongoException e) {
            throw new StorageException("cannot open the database of DATABASE_URL: " + MongoFailure.reason(e), e);
        }
    }

    /** At the first start, the snapshots that the existing system has stored are in no roll-up yet. */
    private void markOldSnapshots() {
        if (collections.state().find(Filters.eq("_id", ROLL_UPS_MARKED)).first() == null) {
            auctions.all().forEach(auction -> rollUps.markAllDirty(AuctionKeys.key(auction.id())));
            collections
                    .state()
                    .updateOne(
                            Filters.eq("_id", ROLL_UPS_MARKED),
                            Updates.set("done", true),
                            new UpdateOptions().upsert(true));
        }
    }

    private static <R extends @Nullable Object> R call(Supplier<R> work) {
        return MongoFailure.translated(work);
    }

    private static void run(Runnable work) {
        MongoFailure.translate(work);
    }

    @Override
    public void check() {
        run(() -> collections
                .state()
                .updateOne(Filters.eq("_id", WRITE_CHECK), Updates.inc("n", 1L), new UpdateOptions().upsert(true)));
    }

    @Override
    public boolean addAuction(Auction auction, String by) {
        return call(() -> {
            Object key = AuctionKeys.key(auction.id());
            auctions.finishDeletion(key);
            boolean added = auctions.insert(auction);
            if (added && auction.enableViewerAnalytics()) {
                auctions.recordSwitch(key, new AnalyticsSwitch(true, auction.createdAt(), by));
            }
            return added;
        });
    }

    @Override
    public Optional<Auction> auction(AuctionId id) {
        return call(() -> auctions.find(id));
    }

    @Override
    public List<Auction> auctions() {
        return call(auctions::all);
    }

    @Override
    public Optional<Changed> changeAuction(AuctionId id, String by, Instant at, UnaryOperator<Auction> change) {
        synchronized (changes) {
            return call(() -> auctions.change(id, by, at, change));
        }
    }

    @Override
    public boolean deleteAuction(AuctionId id) {
        return call(() -> auctions.delete(id));
    }

    @Override
    public List<AnalyticsSwitch> switches(AuctionId id, int limit) {
        return call(() -> auctions.switches(id, limit));
    }

    @Override
    public Map<AuctionId, AnalyticsSwitch> newestSwitches() {
        return call(auctions::newestSwitches);
    }

    /**
     * Marks the hour before and after the snapshot is inserted: a roll-up that is computed between the first mark and the
     * insertion lacks the snapshot and removes that mark. A sender repeats what was not answered, so that a crash before
     * the second mark is made up for when the snapshot comes again.
     */
    @Override
    public StoreResult store(AuctionId id, Snapshot snapshot) {
        return call(() -> {
            Object key = AuctionKeys.key(id);
            if (!auctions.exists(key)) {
                return StoreResult.NO_AUCTION;
            }
            long second = snapshot.timestamp().getEpochSecond();
            rollUps.markDirty(key, second);
            StoredSnapshot arriving = new StoredSnapshot(snapshot, decoded(snapshot.uniqueSketch()));
            SnapshotCollection.Put put = snapshots.put(key, arriving);
            rollUps.markDirty(key, second);
            if (put.result() != StoreResult.REPEATED) {
                if (put.after() < put.before() && auctions.hasPeak(key, put.before())) {
                    auctions.lowerPeak(key, put.before(), rollUps.peak(key));
                }
                auctions.raisePeak(key, put.after());
                rollUps.refreshOthers(key, second);
            }
            return put.result();
        });
    }

    private static @Nullable ViewerSketch decoded(@Nullable String text) {
        try {
            return text == null ? null : ViewerSketch.decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void snapshots(AuctionId id, Period period, Detail detail, Consumer<StoredSnapshot> each) {
        run(() -> snapshots.read(AuctionKeys.key(id), period, detail, each));
    }

    @Override
    public List<Snapshot> newestSnapshots(AuctionId id, Instant from, int timestamps) {
        return call(() -> snapshots.newest(AuctionKeys.key(id), from, timestamps));
    }

    @Override
    public void minuteCounts(Period period, MinuteCounts each) {
        run(() -> snapshots.minuteCounts(period, each));
    }

    @Override
    public List<RollUp> rollUps(AuctionId id, RollUp.Width width, Period period, Detail detail) {
        return call(() -> rollUps.read(AuctionKeys.key(id), width, period, detail));
    }

    @Override
    public void rebuildRollUps(Progress progress) {
        List<Auction> all = auctions();
        for (int i = 0; i < all.size(); i++) {
            Object key = AuctionKeys.key(all.get(i).id());
            run(() -> rollUps.rebuild(key));
            progress.auctionDone(i + 1, all.size());
        }
    }

    @Override
    public Optional<Instant> newestData() {
        return call(() -> Stream.of(snapshots.newestTime(), timeLine.newestMarkerTime())
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder()));
    }

    @Override
    public int deleteSnapshotsBefore(Instant instant, int limit) {
        return call(() -> rollUps.deleteBefore(Period.ceilingSecond(instant), limit));
    }

    @Override
    public boolean mark(AuctionId id, Marker marker) {
        return call(() -> {
            Object key = AuctionKeys.key(id);
            boolean exists = auctions.exists(key);
            if (exists) {
                timeLine.insert(key, marker);
            }
            return exists;
        });
    }

    @Override
    public List<Marker> markers(AuctionId id, Period period, int limit) {
        return call(() -> timeLine.newestMarkers(AuctionKeys.key(id), period, limit));
    }

    @Override
    public int deleteMarkersBefore(Instant instant, int limit) {
        return call(() -> timeLine.deleteMarkersBefore(instant, limit));
    }

    @Override
    public boolean addNote(AuctionId id, Note note, int max) {
        synchronized (changes) {
            return call(() -> {
                Object key = AuctionKeys.key(id);
                boolean fits = timeLine.countNotes(key) < max;
                if (fits) {
                    timeLine.insert(key, note);
                }
                return fits;
            });
        }
    }

    @Override
    public List<Note> notes(AuctionId id) {
        return call(() -> timeLine.notes(AuctionKeys.key(id)));
    }

    @Override
    public boolean deleteNote(AuctionId id, String noteId) {
        return call(() -> timeLine.deleteNote(AuctionKeys.key(id), noteId));
    }

    @Override
    public int deleteNotesBefore(Instant instant, int limit) {
        return call(() -> timeLine.deleteNotesBefore(instant, limit));
    }

    @Override
    public Optional<String> adminPassword(String admin) {
        return call(() -> access.passwordHash(admin));
    }

    @Override
    public boolean addAdmin(String admin, String passwordHash, Instant at) {
        return call(() -> access.insertAdmin(admin, passwordHash, at));
    }

    @Override
    public void changeAdminPassword(String admin, String passwordHash) {
        run(() -> access.changePassword(admin, passwordHash));
    }

    @Override
    public void openSession(String tokenHash, AdminSession session) {
        run(() -> access.insertSession(tokenHash, session));
    }

    @Override
    public Optional<AdminSession> session(String tokenHash) {
        return call(() -> access.session(tokenHash));
    }

    @Override
    public void closeSession(String tokenHash) {
        run(() -> access.deleteSession(tokenHash));
    }

    @Override
    public int deleteSessionsExpiredAt(Instant now) {
        return call(() -> access.deleteExpired(now));
    }

    @Override
    public boolean addShare(Share share, String tokenHash, int max) {
        synchronized (changes) {
            return call(() -> {
                boolean fits = access.countShares(AuctionKeys.key(share.auction())) < max;
                if (fits) {
                    access.insertShare(share, tokenHash);
                }
                return fits;
            });
        }
    }

    @Override
    public Optional<Share> share(String tokenHash) {
        return call(() -> access.share(tokenHash));
    }

    @Override
    public List<Share> shares(AuctionId id) {
        return call(() -> access.shares(AuctionKeys.key(id)));
    }

    @Override
    public boolean deleteShare(AuctionId id, String shareId) {
        return call(() -> access.deleteShare(AuctionKeys.key(id), shareId));
    }

    @Override
    public Transfer transfer() {
        return new MongoTransfer(collections, auctions, snapshots, rollUps, timeLine, access);
    }

    @Override
    public void close() {
        client.close();
    }
}
