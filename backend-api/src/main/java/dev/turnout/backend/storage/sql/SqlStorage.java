package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Share;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.Transfer;
import dev.turnout.backend.storage.sql.SnapshotTable.Page;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** {@link Storage} over JDBC; a subclass names the database. */
public abstract class SqlStorage implements Storage {

    private static final int PAGE = 2_000;

    private final SqlDatabase database;
    private final SqlDialect dialect;
    private final GroupCommit groupCommit;

    protected SqlStorage(SqlDatabase database) {
        this.database = database;
        this.dialect = database.dialect();
        this.groupCommit = new GroupCommit(database);
    }

    @Override
    public void start() {
        database.open();
        groupCommit.start();
    }

    @Override
    public void check() {
        database.check();
    }

    @Override
    public boolean addAuction(Auction auction, String by) {
        return database.write(handle -> {
            boolean added = AuctionTable.insert(handle, auction);
            if (added && auction.enableViewerAnalytics()) {
                AuctionTable.recordSwitch(handle, auction.id(), new AnalyticsSwitch(true, auction.createdAt(), by));
            }
            return added;
        });
    }

    @Override
    public Optional<Auction> auction(AuctionId id) {
        return database.read(handle -> AuctionTable.find(handle, id));
    }

    @Override
    public List<Auction> auctions() {
        return database.read(AuctionTable::all);
    }

    @Override
    public Optional<Changed> changeAuction(AuctionId id, String by, Instant at, UnaryOperator<Auction> change) {
        return database.write(handle -> AuctionTable.findForUpdate(handle, dialect, id)
                .map(before -> {
                    Auction after = change.apply(before);
                    AuctionTable.update(handle, after);
                    if (before.enableViewerAnalytics() != after.enableViewerAnalytics()) {
                        AuctionTable.recordSwitch(
                                handle, id, new AnalyticsSwitch(after.enableViewerAnalytics(), at, by));
                    }
                    return new Changed(before, after);
                }));
    }

    @Override
    public boolean deleteAuction(AuctionId id) {
        return database.write(handle -> {
            if (dialect.sketchesApart()) {
                handle.execute(
                        "DELETE FROM snapshot_sketch WHERE id IN (SELECT sketch_id FROM snapshot WHERE auction_id = ?)",
                        id.value());
            }
            return AuctionTable.delete(handle, id);
        });
    }

    @Override
    public List<AnalyticsSwitch> switches(AuctionId id, int limit) {
        return database.read(handle -> AuctionTable.switches(handle, id, limit));
    }

    @Override
    public Map<AuctionId, AnalyticsSwitch> newestSwitches() {
        return database.read(AuctionTable::newestSwitches);
    }

    @Override
    public StoreResult store(AuctionId id, Snapshot snapshot) {
        return groupCommit.store(id, snapshot);
    }

    /** Reads page by page, so that a slow consumer holds neither a connection nor a snapshot of the WAL. */
    @Override
    public void snapshots(AuctionId id, Period period, Detail detail, Consumer<StoredSnapshot> each) {
        long next = period.firstSecond();
        while (next < period.endSecond()) {
            long from = next;
            Page page = database.read(handle -> table(handle).page(id, from, period.endSecond(), detail, PAGE));
            page.snapshots().forEach(each);
            next = page.next();
        }
    }

    @Override
    public List<Snapshot> newestSnapshots(AuctionId id, Instant from, int timestamps) {
        return database.read(handle -> table(handle).newest(id, from, timestamps));
    }

    @Override
    public void minuteCounts(Period period, MinuteCounts each) {
        database.read(handle -> table(handle).minuteCounts(period, each));
    }

    @Override
    public List<RollUp> rollUps(AuctionId id, RollUp.Width width, Period period, Detail detail) {
        return database.read(handle -> table(handle).rollUps(id, width, period, detail));
    }

    @Override
    public void rebuildRollUps(Progress progress) {
        List<String> auctions = database.read(handle -> RollUpRebuild.auctions(handle.getConnection()));
        for (int i = 0; i < auctions.size(); i++) {
            String auction = auctions.get(i);
            change(handle -> RollUpRebuild.rebuild(handle.getConnection(), dialect, auction));
            progress.auctionDone(i + 1, auctions.size());
        }
    }

    @Override
    public Optional<Instant> newestData() {
        return database.read(handle -> Stream.of(table(handle).newestDay(), MarkerTable.newestTime(handle))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder()));
    }

    @Override
    public int deleteSnapshotsBefore(Instant instant, int limit) {
        long cutoff = Period.ceilingSecond(instant);
        return database.write(handle -> {
            int dropped = dialect.dropBefore(handle.getConnection(), cutoff);
            if (dropped > 0) {
                return dropped;
            }
            try (SnapshotDeletion deletion = new SnapshotDeletion(handle.getConnection(), dialect)) {
                return deletion.deleteBefore(cutoff, limit);
            }
        });
    }

    @Override
    public boolean mark(AuctionId id, Marker marker) {
        return database.write(handle -> MarkerTable.insert(handle, id, marker));
    }

    @Override
    public List<Marker> markers(AuctionId id, Period period, int limit) {
        return database.read(handle -> MarkerTable.newest(handle, id, period, limit));
    }

    @Override
    public int deleteMarkersBefore(Instant instant, int limit) {
        return database.write(handle -> MarkerTable.deleteBefore(handle, instant, limit));
    }

    @Override
    public boolean addNote(AuctionId id, Note note, int max) {
        return database.write(handle -> NoteTable.insert(handle, id, note, max));
    }

    @Override
    public List<Note> notes(AuctionId id) {
        return database.read(handle -> NoteTable.all(handle, id));
    }

    @Override
    public boolean deleteNote(AuctionId id, String noteId) {
        return database.write(handle -> NoteTable.delete(handle, id, noteId));
    }

    @Override
    public int deleteNotesBefore(Instant instant, int limit) {
        return database.write(handle -> NoteTable.deleteBefore(handle, instant, limit));
    }

    @Override
    public Optional<String> adminPassword(String admin) {
        return database.read(handle -> AdminTable.passwordHash(handle, admin));
    }

    @Override
    public boolean addAdmin(String admin, String passwordHash, Instant at) {
        return database.write(handle -> AdminTable.insert(handle, admin, passwordHash, at));
    }

    @Override
    public void changeAdminPassword(String admin, String passwordHash) {
        change(handle -> AdminTable.changePassword(handle, admin, passwordHash));
    }

    @Override
    public void openSession(String tokenHash, AdminSession session) {
        change(handle -> AdminTable.insertSession(handle, tokenHash, session));
    }

    @Override
    public Optional<AdminSession> session(String tokenHash) {
        return database.read(handle -> AdminTable.session(handle, tokenHash));
    }

    @Override
    public void closeSession(String tokenHash) {
        change(handle -> AdminTable.deleteSession(handle, tokenHash));
    }

    @Override
    public int deleteSessionsExpiredAt(Instant now) {
        return database.write(handle -> AdminTable.deleteExpired(handle, now));
    }

    @Override
    public boolean addShare(Share share, String tokenHash, int max) {
        return database.write(handle -> ShareTable.insert(handle, share, tokenHash, max));
    }

    @Override
    public Optional<Share> share(String tokenHash) {
        return database.read(handle -> ShareTable.find(handle, tokenHash));
    }

    @Override
    public List<Share> shares(AuctionId id) {
        return database.read(handle -> ShareTable.all(handle, id));
    }

    @Override
    public boolean deleteShare(AuctionId id, String shareId) {
        return database.write(handle -> ShareTable.delete(handle, id, shareId));
    }

    @Override
    public Transfer transfer() {
        return new SqlTransfer(database);
    }

    private SnapshotTable table(Handle handle) throws SQLException {
        return new SnapshotTable(handle.getConnection(), dialect);
    }

    private interface Change {
        void apply(Handle handle) throws SQLException;
    }

    private void change(Change change) {
        database.write(handle -> {
            change.apply(handle);
            return true;
        });
    }

    @Override
    public void close() {
        groupCommit.stop();
        database.close();
    }
}
