package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.SnapshotStatus.DAMAGED;
import static dev.turnout.socket.delivery.SnapshotStatus.POSTED;
import static dev.turnout.socket.delivery.SnapshotStatus.SET_ASIDE;
import static dev.turnout.socket.delivery.SnapshotStatus.UNWRITABLE;
import static dev.turnout.socket.delivery.SnapshotStatus.WAITING;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import dev.turnout.socket.delivery.OutboxDatabase.Work;
import dev.turnout.socket.delivery.PostResult.Refused;
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
import okio.ByteString;
import org.jspecify.annotations.Nullable;

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

    private static final String SAVE_COUNTERS =
            "UPDATE counters SET sampled = ?, posted = ?, too_old = ?, too_many = ?, damaged = ?, unwritable = ?";

    private static final long MILLIS_PER_DAY = 86_400_000;

    private final Path file;
    private final Connector connector;
    private final DeliveryLog log;

    /** Null after a damaged file was moved aside and no new one could be made yet. */
    private @Nullable OutboxDatabase database;

    private StatusCounts counts = new StatusCounts();
    private long nextId = 1;
    private long failures;
    private long damagedDatabases;
    private long bytes;

    private SnapshotOutbox(Path file, Connector connector, DeliveryLog log) {
        this.file = file;
        this.connector = connector;
        this.log = log;
    }

    /**
     * Opens the file or makes it. A damaged one is moved aside. What an earlier run had sampled of its last minute waits
     * from now on.
     */
    static SnapshotOutbox open(Path directory, Connector connector, DeliveryLog log) throws SQLException {
        SnapshotOutbox outbox = new SnapshotOutbox(directory.resolve("outbox.db"), connector, log);
        try {
            outbox.load();
        } catch (SQLException e) {
            boolean replaced = outbox.damagedDatabases > 0;
            if (!OutboxDatabase.isDamage(e)) {
                outbox.closeDatabase();
                throw e;
            }
            if (!replaced) {
                outbox.counts = new StatusCounts();
                outbox.replaceDamaged(e);
            }
        }
        log.opened(outbox.counts);
        return outbox;
    }

    private void load() throws SQLException {
        OutboxDatabase db = database();
        String[] columns = {"posted", "too_old", "too_many", "damaged", "unwritable"};
        SnapshotStatus[] statuses = {POSTED, SnapshotStatus.TOO_OLD, SnapshotStatus.TOO_MANY, DAMAGED, UNWRITABLE};
        long sampled = db.number("SELECT sampled FROM counters");
        for (int i = 0; i < columns.length; i++) {
            counts.restore(sampled, statuses[i], db.number("SELECT " + columns[i] + " FROM counters"));
        }
        counts.restore(sampled, WAITING, db.number("SELECT count(*) FROM snapshot WHERE status = 0"));
        counts.restore(sampled, SET_ASIDE, db.number("SELECT count(*) FROM snapshot WHERE status > 0"));
        nextId = 1 + db.number("SELECT max(id) FROM snapshot");
        takeOverDraft();
    }

    /** The unfinished minute of the run before waits from now on. */
    private void takeOverDraft() throws SQLException {
        byte[] content = reading(() -> {
            try (ResultSet row = database().query("SELECT content FROM draft")) {
                return row.next() ? row.getBytes(1) : DraftContent.encode(List.of());
            }
        });
        transaction(() -> {
            try {
                insert(DraftContent.decode(content));
            } catch (IOException | IllegalArgumentException e) {
                log.draftDamaged(e);
            }
            return database().update("DELETE FROM draft");
        });
    }

    // --- in

    /** Stores the snapshots in one transaction, in place of the draft of their minute. */
    void append(List<EncodedSnapshot> snapshots) throws SQLException {
        transaction(() -> {
            insert(snapshots);
            for (Instant minute :
                    snapshots.stream().map(EncodedSnapshot::minute).distinct().toList()) {
                database().update("DELETE FROM draft WHERE minute = ?", minute.toEpochMilli());
            }
            return true;
        });
    }

    /** Snapshots of an outbox in the old format; the marker keeps them from being stored twice. */
    void importOld(List<LegacyOutboxReader.Found> found) throws SQLException {
        transaction(() -> {
            for (LegacyOutboxReader.Found each : found) {
                long id = nextId;
                insert(List.of(each.snapshot()));
                if (each.status() > 0) {
                    refuse(id, new Refused(each.status(), ""), each.snapshot().minute());
                }
            }
            return database().update("INSERT INTO old_outbox_imported VALUES (?)", 0);
        });
    }

    boolean oldImported() throws SQLException {
        return database().number("SELECT count(*) FROM old_outbox_imported") > 0;
    }

    private void insert(List<EncodedSnapshot> snapshots) throws SQLException {
        for (EncodedSnapshot each : snapshots) {
            database()
                    .update(
                            INSERT,
                            nextId++,
                            each.auction().value(),
                            each.minute().toEpochMilli(),
                            each.body().toByteArray());
        }
        counts.add(WAITING, snapshots.size());
    }

    /** Stores the unfinished minute of all auctions, in place of the one stored before. */
    void draft(List<EncodedSnapshot> snapshots) throws SQLException {
        byte[] content = DraftContent.encode(snapshots);
        transaction(() -> {
            database().update("DELETE FROM draft");
            return snapshots.isEmpty()
                    || database()
                                    .update(
                                            "INSERT INTO draft VALUES (?, ?)",
                                            snapshots.get(0).minute().toEpochMilli(),
                                            content)
                            > 0;
        });
    }

    /** Counts snapshots that never reached the disk. */
    void lost(long number) {
        counts.add(UNWRITABLE, number);
    }

    /** Whether the backend has ever accepted a snapshot of this auction. */
    boolean isAccepted(AuctionId auction) throws SQLException {
        return database().number("SELECT 1 FROM accepted_auction WHERE auction = ?", auction.value()) > 0;
    }

    // --- out

    interface Filter {
        boolean accepts(long id, String auction);
    }

    /** The first snapshots in sending order that pass the filter, one of each auction at most. */
    List<OutboxRecord> next(int limit, Filter filter) throws SQLException {
        List<OutboxRecord> records = new ArrayList<>();
        int damaged = 0;
        for (long id : reading(() -> nextIds(limit, filter))) {
            Optional<OutboxRecord> found = reading(() -> read(id));
            found.ifPresent(records::add);
            damaged += found.isPresent() ? 0 : drop("WHERE id = ?", DAMAGED, id);
        }
        return damaged > 0 ? next(limit, filter) : records;
    }

    private List<Long> nextIds(int limit, Filter filter) throws SQLException {
        Map<String, Long> ids = new LinkedHashMap<>();
        try (ResultSet rows = database().query(NEXT)) {
            while (ids.size() < limit && rows.next()) {
                String auction = rows.getString(2);
                if (!ids.containsKey(auction) && filter.accepts(rows.getLong(1), auction)) {
                    ids.put(auction, rows.getLong(1));
                }
            }
        }
        return List.copyOf(ids.values());
    }

    private Optional<OutboxRecord> read(long id) throws SQLException {
        try (ResultSet rows = database().query("SELECT * FROM snapshot WHERE id = ?", id)) {
            return rows.next() ? snapshot(rows).map(found -> new OutboxRecord(id, found)) : Optional.empty();
        }
    }

    /** Empty if the row is not what was written. */
    static Optional<EncodedSnapshot> snapshot(ResultSet row) throws SQLException {
        String auction = Objects.requireNonNullElse(row.getString("auction"), "");
        byte[] body = row.getBytes("body");
        Instant minute = Instant.ofEpochMilli(row.getLong("minute"));
        return AuctionId.parse(auction)
                .filter(id -> body != null)
                .map(id -> new EncodedSnapshot(id, minute, ByteString.of(body)));
    }

    /** @param result accepted or refused */
    record Settled(OutboxRecord record, PostResult result) {}

    /**
     * Records results in one transaction. What the backend accepted is deleted, and set-aside snapshots of the same
     * auction that were refused with 404 wait again: the auction exists now. Returns how many do.
     */
    int settle(List<Settled> results, Instant now) throws SQLException {
        return transaction(() -> {
            int waitAgain = 0;
            for (Settled each : results) {
                long id = each.record().id();
                if (each.result() instanceof Refused refused) {
                    refuse(id, refused, now);
                } else {
                    int deleted = database().update("DELETE FROM snapshot WHERE id = ? AND status = 0", id);
                    counts.move(WAITING, POSTED, deleted);
                    waitAgain += accepted(each.record().auction().value(), now);
                }
            }
            return waitAgain;
        });
    }

    private int accepted(String auction, Instant now) throws SQLException {
        if (database().update(ACCEPTED, auction, now.toEpochMilli() / MILLIS_PER_DAY) > 0) {
            database().update("UPDATE snapshot SET accepted = 1 WHERE auction = ? AND accepted = 0", auction);
        }
        return waitAgain("status = 404 AND accepted = 1 AND auction = ?", auction);
    }

    private void refuse(long id, Refused refused, Instant now) throws SQLException {
        int updated = database()
                .update(
                        "UPDATE snapshot SET status = ?, reason = ?, refused_at = ? WHERE id = ? AND status = 0",
                        refused.status(),
                        refused.reason(),
                        now.toEpochMilli(),
                        id);
        counts.move(WAITING, SET_ASIDE, updated);
    }

    /** Lets set-aside snapshots wait again. Within a transaction. */
    private int waitAgain(String condition, Object... parameters) throws SQLException {
        OutboxDatabase db = database();
        if (counts.get(SET_ASIDE) == 0) {
            return 0;
        }
        int updated = db.update("UPDATE snapshot SET status = 0 WHERE " + condition, parameters);
        counts.move(SET_ASIDE, WAITING, updated);
        return updated;
    }

    int retryAll() throws SQLException {
        return transaction(() -> waitAgain("status > 0"));
    }

    /** All that were refused because of the key. */
    int retryKeyRefused() throws SQLException {
        return transaction(() -> waitAgain("status IN (401, 403)"));
    }

    /** The oldest one that was refused because of the key. */
    int probeKeyRefused() throws SQLException {
        return transaction(
                () -> waitAgain("id = (SELECT min(id) FROM snapshot WHERE status > 0 AND status IN (401, 403))"));
    }

    /** The oldest one of each auction that was unknown at the backend, of a bounded number of auctions. */
    int probeUnknownAuctions(int auctions, Instant refusedBefore) throws SQLException {
        return transaction(() -> waitAgain("""
                id IN (SELECT min(id) FROM snapshot WHERE status = 404 GROUP BY auction
                       HAVING max(refused_at) < ? ORDER BY max(refused_at) LIMIT ?)""", refusedBefore.toEpochMilli(), auctions));
    }

    List<SetAsideGroup> setAside() throws SQLException {
        return reading(() -> SetAsideGroup.read(database()));
    }

    /** Minute of the oldest snapshot that waits, null if none does. */
    @Nullable Instant oldestWaiting() throws SQLException {
        long id = reading(() -> database().number("SELECT min(id) FROM snapshot WHERE status = 0"));
        long minute = reading(() -> database().number("SELECT minute FROM snapshot WHERE id = ?", id));
        return id == 0 ? null : Instant.ofEpochMilli(minute);
    }

    // --- bounds

    /** Drops the snapshots that the condition selects. Returns how many. */
    int drop(String condition, SnapshotStatus why, Object... parameters) throws SQLException {
        int dropped = transaction(() -> {
            OutboxDatabase db = database();
            String selected = "(SELECT id FROM snapshot " + condition + ")";
            long refused =
                    db.number("SELECT count(*) FROM snapshot WHERE status > 0 AND id IN " + selected, parameters);
            int deleted = db.update("DELETE FROM snapshot WHERE id IN " + selected, parameters);
            counts.move(SET_ASIDE, why, refused);
            counts.move(WAITING, why, deleted - refused);
            return deleted;
        });
        if (dropped > 0) {
            log.dropped(why, dropped);
        }
        return dropped;
    }

    void forgetAuctionsAcceptedBefore(Instant time) throws SQLException {
        transaction(() ->
                database().update("DELETE FROM accepted_auction WHERE day < ?", time.toEpochMilli() / MILLIS_PER_DAY));
    }

    /** A number that a bound is compared with. */
    long number(String sql) throws SQLException {
        return reading(() -> database().number(sql));
    }

    /** Bytes in use on disk. */
    long measureBytes() throws SQLException {
        bytes = reading(() -> database().bytes());
        return bytes;
    }

    // --- counters, damage and end

    StatusCounts counts() {
        return counts;
    }

    long bytes() {
        return bytes;
    }

    long failures() {
        return failures;
    }

    long damagedDatabases() {
        return damagedDatabases;
    }

    private OutboxDatabase database() throws SQLException {
        OutboxDatabase open = database;
        if (open == null) {
            open = OutboxDatabase.open(file, connector);
            database = open;
        }
        return open;
    }

    /** Runs the work in a transaction, or leaves both the file and the counters as they were. */
    private <T> T transaction(Work<T> work) throws SQLException {
        StatusCounts before = counts.copy();
        try {
            return database().transaction(() -> {
                T value = work.run();
                saveCounters();
                return value;
            });
        } catch (SQLException | RuntimeException | Error e) {
            counts = before;
            failures++;
            if (e instanceof SQLException failure) {
                replaceIfDamaged(failure);
            }
            throw e;
        }
    }

    private <T> T reading(Work<T> work) throws SQLException {
        try {
            return work.run();
        } catch (SQLException e) {
            replaceIfDamaged(e);
            throw e;
        }
    }

    private void saveCounters() throws SQLException {
        database()
                .update(
                        SAVE_COUNTERS,
                        counts.sampled(),
                        counts.get(POSTED),
                        counts.get(SnapshotStatus.TOO_OLD),
                        counts.get(SnapshotStatus.TOO_MANY),
                        counts.get(DAMAGED),
                        counts.get(UNWRITABLE));
    }

    private void replaceIfDamaged(SQLException failure) throws SQLException {
        if (OutboxDatabase.isDamage(failure)) {
            replaceDamaged(failure);
        }
    }

    /** Moves the file aside, begins a new one and takes over the rows that can still be read. */
    private void replaceDamaged(SQLException cause) throws SQLException {
        closeDatabase();
        damagedDatabases++;
        long stored = counts.get(WAITING) + counts.get(SET_ASIDE);
        counts.move(WAITING, DAMAGED, counts.get(WAITING));
        counts.move(SET_ASIDE, DAMAGED, counts.get(SET_ASIDE));
        DamagedDatabase damaged = DamagedDatabase.moveAside(file);
        log.databaseDamaged(damaged.file(), cause);
        transaction(() -> {
            damaged.read(connector, this::takeOver);
            return true;
        });
        long salvaged = counts.get(WAITING) + counts.get(SET_ASIDE);
        log.databaseReplaced(salvaged, Math.max(0, stored - salvaged));
    }

    private void takeOver(EncodedSnapshot snapshot, long id, int status, long refusedAt) throws SQLException {
        int inserted = database()
                .update(
                        "INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?, ?, 0, ?, ?, '')",
                        id,
                        snapshot.auction().value(),
                        snapshot.minute().toEpochMilli(),
                        snapshot.body().toByteArray(),
                        status,
                        refusedAt);
        SnapshotStatus salvaged = status == 0 ? WAITING : SET_ASIDE;
        if (counts.get(DAMAGED) >= inserted) {
            counts.move(DAMAGED, salvaged, inserted);
        } else {
            counts.add(salvaged, inserted);
        }
        nextId = Math.max(nextId, id + 1);
    }

    /** Stores the counters of snapshots that never reached the disk, and closes the file. */
    @Override
    public void close() {
        try {
            if (database != null) {
                transaction(() -> true);
            }
        } catch (SQLException e) {
            log.unwritable("counters", e, 0);
        } finally {
            closeDatabase();
        }
    }

    private void closeDatabase() {
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
