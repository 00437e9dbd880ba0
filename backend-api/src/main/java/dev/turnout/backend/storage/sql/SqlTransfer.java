package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.AccessRecords;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionRecords;
import dev.turnout.backend.storage.AuctionRecords.HashedShare;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Share;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.Transfer;
import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** {@link Transfer} over JDBC; each method is one transaction. */
final class SqlTransfer implements Transfer {

    private final SqlDatabase database;

    SqlTransfer(SqlDatabase database) {
        this.database = database;
    }

    @Override
    public AccessRecords access() {
        return database.read(handle -> new AccessRecords(AdminTable.all(handle), AdminTable.allSessions(handle)));
    }

    @Override
    public void replaceAccess(AccessRecords records) {
        int unused = database.write(handle -> {
            AdminTable.deleteAll(handle);
            records.admins()
                    .forEach(admin -> AdminTable.insert(handle, admin.name(), admin.passwordHash(), admin.createdAt()));
            records.sessions()
                    .forEach(session -> AdminTable.insertSession(handle, session.tokenHash(), session.session()));
            return records.admins().size();
        });
    }

    @Override
    public AuctionRecords records(AuctionId id) {
        return database.read(handle -> {
            Auction auction =
                    AuctionTable.find(handle, id).orElseThrow(() -> new StorageException("there is no auction " + id));
            List<HashedShare> shares = new ArrayList<>();
            for (Share share : ShareTable.all(handle, id)) {
                shares.add(new HashedShare(share, ShareTable.tokenHash(handle, share.id())));
            }
            return new AuctionRecords(
                    auction,
                    reversed(AuctionTable.switches(handle, id, Integer.MAX_VALUE)),
                    MarkerTable.newest(handle, id, Period.ALWAYS, Integer.MAX_VALUE),
                    NoteTable.all(handle, id),
                    shares);
        });
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    @Override
    public void replaceRecords(AuctionRecords records) {
        boolean unused = database.write(handle -> replace(handle, records));
    }

    private static boolean replace(Handle handle, AuctionRecords records) {
        AuctionId id = records.auction().id();
        if (!AuctionTable.insert(handle, records.auction())) {
            AuctionTable.update(handle, records.auction());
            AuctionTable.setPeak(handle, records.auction());
        }
        for (String table : List.of("analytics_switch", "marker", "note", "share")) {
            handle.execute("DELETE FROM " + table + " WHERE auction_id = ?", id.value());
        }
        records.switches().forEach(change -> AuctionTable.recordSwitch(handle, id, change));
        records.markers().forEach(marker -> MarkerTable.insert(handle, id, marker));
        records.notes().forEach(note -> NoteTable.insert(handle, id, note, Integer.MAX_VALUE));
        records.shares()
                .forEach(share -> ShareTable.insert(handle, share.share(), share.tokenHash(), Integer.MAX_VALUE));
        return true;
    }

    @Override
    public void keepAll(AuctionId id, List<StoredSnapshot> snapshots) {
        int unused = database.write(handle -> {
            try (SnapshotWriter writer = new SnapshotWriter(handle.getConnection(), database.dialect())) {
                for (StoredSnapshot snapshot : snapshots) {
                    writer.write(id, snapshot);
                }
            }
            return snapshots.size();
        });
    }
}
