package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.StatusCounts.Status.DAMAGED;
import static dev.turnout.socket.delivery.StatusCounts.Status.POSTED;
import static dev.turnout.socket.delivery.StatusCounts.Status.SET_ASIDE;
import static dev.turnout.socket.delivery.StatusCounts.Status.UNWRITABLE;
import static dev.turnout.socket.delivery.StatusCounts.Status.WAITING;

import dev.turnout.model.AuctionId;
import dev.turnout.process.SqliteLibrary;
import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.socket.delivery.StatusCounts.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The snapshots that the backend does not have yet, in one SQLite file. Nothing that waits is held in memory. One thread
 * only.
 *
 * <p>Sending order: auctions of which the backend has accepted a snapshot before all others, so that real auctions do not
 * wait behind made-up ones; then the oldest first. The caller sends one snapshot of an auction at a time, so an auction
 * with a long backlog takes one of several concurrent requests, and the others continue.
 */
final class SnapshotOutbox implements AutoCloseable {

    private static final String INSERT = """
            INSERT INTO snapshot (id, auction, minute, body, accepted)
            VALUES (?1, ?2, ?3, ?4, EXISTS (SELECT 1 FROM accepted_auction WHERE auction = ?2))""";

    private static final String NEXT = """
            SELECT id, auction FROM snapshot INDEXED BY sending_order WHERE status = 0 ORDER BY accepted DESC, id""";

    private static final String ACCEPTED = """
            INSERT INTO accepted_auction VALUES (?, ?)
            ON CONFLICT (auction) DO UPDATE SET day = excluded.day WHERE day <> excluded.day""";

    private static final long MILLIS_PER_DAY = 86_400_000;

    private final OutboxDatabase database;
    private final DeliveryLog log;
    private long bytes;

    private SnapshotOutbox(OutboxDatabase database, DeliveryLog log) {
        this.database = database;
        this.log = log;
    }

    /**
     * Opens the outbox in its directory, or makes it. What an earlier run had sampled of its last minute waits from now on,
     * and so does what an outbox in the old format holds.
     */
    static SnapshotOutbox open(Path directory, Connector connector, DeliveryLog log) throws IOException {
        SqliteLibrary.load(directory, SQLiteJDBCLoader::initialize);
        try {
            SnapshotOutbox outbox =
                    new SnapshotOutbox(OutboxDatabase.open(directory.resolve("outbox.db"), connector, log), log);
            try {
                outbox.takeOverDraftsInSpiteOfDamage();
                outbox.takeOverOld(new LegacyOutboxReader(directory));
            } catch (SQLException | IOException e) {
                outbox.close();
                throw e;
            }
            log.opened(outbox.counts());
            return outbox;
        } catch (SQLException e) {
            throw new IOException("the outbox in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private void takeOverDraftsInSpiteOfDamage() throws SQLException {
        try {
            takeOverDrafts();
        } catch (SQLException e) {
            if (!SqliteConnection.isDamage(e)) {
                throw e;
            }
            // The file was replaced; the new one has those drafts that could be read.
            takeOverDrafts();
        }
    }

    private void takeOverDrafts() throws SQLException {
        List<EncodedSnapshot> drafts = database.read(this::drafts);
        database.transaction(db -> {
            insert(db, drafts);
            return db.update("DELETE FROM draft");
        });
    }

    private List<EncodedSnapshot> drafts(SqliteConnection db) throws SQLException {
        List<EncodedSnapshot> drafts = new ArrayList<>();
        try (ResultSet rows = db.query("SELECT content FROM draft ORDER BY minute")) {
            while (rows.next()) {
                drafts.addAll(draft(Objects.requireNonNullElse(rows.getBytes(1), new byte[0])));
            }
        }
        return drafts;
    }

    private List<EncodedSnapshot> draft(byte[] content) {
        try {
            return EncodedSnapshot.decompress(content);
        } catch (IOException | IllegalArgumentException e) {
            log.draftDamaged(e);
            return List.of();
        }
    }

    /**
     * A kill after the commit leaves the old files; the marker in the database keeps them from being stored again. It is
     * deleted after them: version 0.1 may run once more and write new ones.
     */
    private void takeOverOld(LegacyOutboxReader old) throws IOException, SQLException {
        if (old.exists()) {
            importOld(old);
            old.delete();
        }
        if (isOldImported()) {
            database.transaction(db -> db.update("DELETE FROM old_outbox_imported"));
        }
    }

    private boolean isOldImported() throws SQLException {
        return number("SELECT count(*) FROM old_outbox_imported") > 0;
    }

    private void importOld(LegacyOutboxReader old) throws IOException, SQLException {
        if (!isOldImported()) {
            List<LegacyOutboxReader.Found> found = old.read();
            database.transaction(db -> {
                for (LegacyOutboxReader.Found each : found) {
                    long id = insert(db, each.snapshot());
                    if (each.status() > 0) {
                        refuse(
                                db,
                                id,
                                new Refused(each.status(), ""),
                                each.snapshot().minute());
                    }
                }
                return db.update("INSERT INTO old_outbox_imported VALUES (?)", 0);
            });
            log.imported(found.size(), old.directory());
        }
    }

    // --- in

    /** Stores the snapshots in one transaction, in place of the draft of their minute. */
    void append(List<EncodedSnapshot> snapshots) throws SQLException {
        database.transaction(db -> {
            insert(db, snapshots);
            for (Instant minute :
                    snapshots.stream().map(EncodedSnapshot::minute).distinct().toList()) {
                db.update("DELETE FROM draft WHERE minute = ?", minute.toEpochMilli());
            }
            return true;
        });
    }

    private void insert(SqliteConnection db, List<EncodedSnapshot> snapshots) throws SQLException {
        for (EncodedSnapshot each : snapshots) {
            insert(db, each);
        }
    }

    private long insert(SqliteConnection db, EncodedSnapshot snapshot) throws SQLException {
        long id = database.newId();
        byte[] body = snapshot.body().toByteArray();
        db.update(INSERT, id, snapshot.auction().value(), snapshot.minute().toEpochMilli(), body);
        database.add(WAITING, 1);
        return id;
    }

    /** Stores the draft of all auctions, in place of the one stored before: a row for each minute in it. */
    void draft(List<EncodedSnapshot> snapshots) throws SQLException {
        Map<Instant, List<EncodedSnapshot>> minutes =
                snapshots.stream().collect(Collectors.groupingBy(EncodedSnapshot::minute));
        database.transaction(db -> {
            int stored = db.update("DELETE FROM draft");
            for (Map.Entry<Instant, List<EncodedSnapshot>> each : minutes.entrySet()) {
                byte[] content = EncodedSnapshot.compress(each.getValue());
                stored += db.update(
                        "INSERT INTO draft VALUES (?, ?)", each.getKey().toEpochMilli(), content);
            }
            return stored;
        });
    }

    /** Counts snapshots that never reached the disk. */
    void lost(long number) {
        database.add(UNWRITABLE, number);
    }

    /** Whether the backend has ever accepted a snapshot of this auction. */
    boolean isAccepted(AuctionId auction) throws SQLException {
        return number("SELECT 1 FROM accepted_auction WHERE auction = ?", auction.value()) > 0;
    }

    // --- out

    /** A snapshot in the outbox. Ids increase in the order of arrival. */
    record Stored(long id, EncodedSnapshot snapshot) {

        AuctionId auction() {
            return snapshot.auction();
        }
    }

    interface Filter {
        boolean accepts(long id, String auction);
    }

    /** The first snapshots in sending order that pass the filter, one of each auction at most. */
    List<Stored> next(int limit, Filter filter) throws SQLException {
        List<Stored> found = new ArrayList<>();
        int damaged = 0;
        for (long id : database.read(db -> nextIds(db, limit, filter))) {
            Optional<EncodedSnapshot> snapshot = database.read(db -> read(db, id));
            snapshot.ifPresent(intact -> found.add(new Stored(id, intact)));
            damaged += snapshot.isPresent() ? 0 : drop("WHERE id = ?", DAMAGED, id);
        }
        return damaged > 0 ? next(limit, filter) : found;
    }

    private static List<Long> nextIds(SqliteConnection db, int limit, Filter filter) throws SQLException {
        Map<String, Long> ids = new LinkedHashMap<>();
        try (ResultSet rows = db.query(NEXT)) {
            while (ids.size() < limit && rows.next()) {
                String auction = rows.getString(2);
                if (!ids.containsKey(auction) && filter.accepts(rows.getLong(1), auction)) {
                    ids.put(auction, rows.getLong(1));
                }
            }
        }
        return List.copyOf(ids.values());
    }

    private static Optional<EncodedSnapshot> read(SqliteConnection db, long id) throws SQLException {
        try (ResultSet rows = db.query("SELECT * FROM snapshot WHERE id = ?", id)) {
            return rows.next() ? EncodedSnapshot.read(rows) : Optional.empty();
        }
    }

    /** @param result accepted or refused */
    record Settled(Stored snapshot, SnapshotSender.Result result) {}

    /**
     * Records results in one transaction. What the backend accepted is deleted, and set-aside snapshots of the same
     * auction that were refused with 404 wait again: the auction exists now. Returns how many do.
     */
    int settle(List<Settled> results, Instant now) throws SQLException {
        return database.transaction(db -> {
            int waitAgain = 0;
            for (Settled each : results) {
                long id = each.snapshot().id();
                if (each.result() instanceof Refused refused) {
                    refuse(db, id, refused, now);
                } else {
                    int deleted = db.update("DELETE FROM snapshot WHERE id = ? AND status = 0", id);
                    database.move(WAITING, POSTED, deleted);
                    waitAgain += accepted(db, each.snapshot().auction().value(), now);
                }
            }
            return waitAgain;
        });
    }

    private int accepted(SqliteConnection db, String auction, Instant now) throws SQLException {
        if (db.update(ACCEPTED, auction, now.toEpochMilli() / MILLIS_PER_DAY) > 0) {
            db.update("UPDATE snapshot SET accepted = 1 WHERE auction = ? AND accepted = 0", auction);
        }
        return moveToWaiting(db, "status = 404 AND accepted = 1 AND auction = ?", auction);
    }

    private void refuse(SqliteConnection db, long id, Refused refused, Instant now) throws SQLException {
        int updated = db.update(
                "UPDATE snapshot SET status = ?, reason = ?, refused_at = ? WHERE id = ? AND status = 0",
                refused.status(),
                refused.reason(),
                now.toEpochMilli(),
                id);
        database.move(WAITING, SET_ASIDE, updated);
    }

    /** Lets the set-aside snapshots that meet the condition wait again. Returns how many. */
    int retry(String condition, Object... parameters) throws SQLException {
        return database.transaction(db -> moveToWaiting(db, condition, parameters));
    }

    private int moveToWaiting(SqliteConnection db, String condition, Object... parameters) throws SQLException {
        if (counts().get(SET_ASIDE) == 0) {
            return 0;
        }
        int updated = db.update("UPDATE snapshot SET status = 0 WHERE status > 0 AND " + condition, parameters);
        database.move(SET_ASIDE, WAITING, updated);
        return updated;
    }

    /** Drops the snapshots that the condition selects. Returns how many. */
    int drop(String condition, Status why, Object... parameters) throws SQLException {
        int dropped = database.transaction(db -> {
            String selected = "(SELECT id FROM snapshot " + condition + ")";
            long refused =
                    db.number("SELECT count(*) FROM snapshot WHERE status > 0 AND id IN " + selected, parameters);
            int deleted = db.update("DELETE FROM snapshot WHERE id IN " + selected, parameters);
            database.move(SET_ASIDE, why, refused);
            database.move(WAITING, why, deleted - refused);
            return deleted;
        });
        if (dropped > 0) {
            log.dropped(why, dropped);
        }
        return dropped;
    }

    void forgetAuctionsAcceptedBefore(Instant time) throws SQLException {
        long day = time.toEpochMilli() / MILLIS_PER_DAY;
        database.transaction(db -> db.update("DELETE FROM accepted_auction WHERE day < ?", day));
    }

    // --- figures and end

    OutboxReport report(DeliveryCounters counters) throws SQLException {
        return database.read(db -> OutboxReport.read(db, counters));
    }

    long number(String sql, Object... parameters) throws SQLException {
        return database.read(db -> db.number(sql, parameters));
    }

    StatusCounts counts() {
        return database.counts();
    }

    /** How many snapshots have begun to wait, also those that did so again, since the start. */
    long arrivals() {
        return database.arrivals();
    }

    /** Measures the bytes in use on disk. */
    long measureBytes() throws SQLException {
        bytes = database.read(SqliteConnection::bytes);
        return bytes;
    }

    /** Bytes in use on disk when they were last measured. */
    long bytes() {
        return bytes;
    }

    long failedTransactions() {
        return database.failures();
    }

    long damagedFiles() {
        return database.damagedFiles();
    }

    @Override
    public void close() {
        database.close();
    }
}
