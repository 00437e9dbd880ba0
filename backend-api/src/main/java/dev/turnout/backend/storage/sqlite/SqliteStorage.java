package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Share;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Storage} in the file {@code backend-api.db}. */
public final class SqliteStorage implements Storage {

    /** Name of the database file in the data directory. */
    public static final String FILE = "backend-api.db";

    private static final int PAGE = 2_000;

    private final SqliteDatabase database;
    private final DatabaseCheck check;

    public SqliteStorage(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        this.database = new SqliteDatabase(file);
        this.check = new DatabaseCheck(database, file);
    }

    @Override
    public void start() {
        database.open();
        check.opened();
    }

    @Override
    public void check() {
        check.run();
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
        return database.write(handle -> AuctionTable.find(handle, id).map(before -> {
            Auction after = change.apply(before);
            AuctionTable.update(handle, after);
            if (before.enableViewerAnalytics() != after.enableViewerAnalytics()) {
                AuctionTable.recordSwitch(handle, id, new AnalyticsSwitch(after.enableViewerAnalytics(), at, by));
            }
            return new Changed(before, after);
        }));
    }

    @Override
    public boolean deleteAuction(AuctionId id) {
        return database.write(handle -> AuctionTable.delete(handle, id));
    }

    @Override
    public List<AnalyticsSwitch> switches(AuctionId id, int limit) {
        return database.read(handle -> AuctionTable.switches(handle, id, limit));
    }

    @Override
    public Kept keep(AuctionId id, Snapshot snapshot) {
        return database.write(handle -> {
            if (SnapshotTable.insert(handle, id, snapshot)) {
                AuctionTable.raisePeak(handle, id, largest(snapshot));
                return Kept.NEW;
            }
            return AuctionTable.find(handle, id).isPresent() ? Kept.REPEATED : Kept.NO_AUCTION;
        });
    }

    private static int largest(Snapshot snapshot) {
        return Math.max(snapshot.peakViewers(), Objects.requireNonNullElse(snapshot.exactPeak(), 0));
    }

    /** Page by page, so that a slow taker holds neither a connection nor a snapshot of the WAL. */
    @Override
    public void snapshots(AuctionId id, Period period, Consumer<Snapshot> each) {
        SnapshotTable.@Nullable Row last = null;
        List<SnapshotTable.Row> page;
        do {
            page = page(id, period, last);
            page.forEach(row -> each.accept(row.snapshot()));
            last = page.isEmpty() ? last : page.get(page.size() - 1);
        } while (page.size() == PAGE);
    }

    private List<SnapshotTable.Row> page(AuctionId id, Period period, SnapshotTable.@Nullable Row after) {
        return database.read(handle -> SnapshotTable.page(handle, id, period, after, PAGE));
    }

    @Override
    public List<Snapshot> newestSnapshots(AuctionId id, int timestamps) {
        return database.read(handle -> SnapshotTable.newest(handle, id, timestamps));
    }

    @Override
    public int deleteSnapshotsBefore(Instant instant, int limit) {
        return database.write(handle -> SnapshotTable.deleteBefore(handle, instant, limit));
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

    private void change(Consumer<Handle> change) {
        database.<@Nullable Void, RuntimeException>write(handle -> {
            change.accept(handle);
            return null;
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
