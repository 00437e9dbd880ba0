package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.eq;

import dev.turnout.backend.storage.AccessRecords;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.AuctionRecords;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp.Width;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.Transfer;
import dev.turnout.model.AuctionId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@link Transfer} in MongoDB. A call that was interrupted is completed by its repetition. */
final class MongoTransfer implements Transfer {

    private final MongoCollections collections;
    private final AuctionCollection auctions;
    private final SnapshotCollection snapshots;
    private final RollUpCollection rollUps;
    private final TimeLineCollections timeLine;
    private final AccessCollections access;

    MongoTransfer(
            MongoCollections collections,
            AuctionCollection auctions,
            SnapshotCollection snapshots,
            RollUpCollection rollUps,
            TimeLineCollections timeLine,
            AccessCollections access) {
        this.collections = collections;
        this.auctions = auctions;
        this.snapshots = snapshots;
        this.rollUps = rollUps;
        this.timeLine = timeLine;
        this.access = access;
    }

    @Override
    public AccessRecords access() {
        return MongoFailure.translated(access::all);
    }

    @Override
    public void replaceAccess(AccessRecords records) {
        MongoFailure.translate(() -> access.replaceAll(records));
    }

    @Override
    public AuctionRecords records(AuctionId id) {
        return MongoFailure.translated(() -> {
            Object key = AuctionKeys.key(id);
            List<AnalyticsSwitch> switches = auctions.switches(id, 0);
            Collections.reverse(switches);
            return new AuctionRecords(
                    auctions.find(id).orElseThrow(() -> new StorageException("there is no auction " + id)),
                    switches,
                    timeLine.newestMarkers(key, Period.ALWAYS, 0),
                    timeLine.notes(key),
                    access.hashedShares(key));
        });
    }

    @Override
    public void replaceRecords(AuctionRecords records) {
        MongoFailure.translate(() -> {
            Object key = AuctionKeys.key(records.auction().id());
            auctions.replace(records.auction());
            List.of(collections.switches(), collections.markers(), collections.notes(), collections.shares())
                    .forEach(data -> data.deleteMany(eq("auction", key)));
            records.switches().forEach(change -> auctions.recordSwitch(key, change));
            records.markers().forEach(marker -> timeLine.insert(key, marker));
            records.notes().forEach(note -> timeLine.insert(key, note));
            records.shares().forEach(share -> access.insertShare(share.share(), share.tokenHash()));
        });
    }

    /** Marks each hour once, before and after its snapshots. */
    @Override
    public void keepAll(AuctionId id, List<StoredSnapshot> all) {
        MongoFailure.translate(() -> {
            Object key = AuctionKeys.key(id);
            Set<Long> hours = new HashSet<>();
            all.forEach(stored ->
                    hours.add(Width.HOUR.startOf(stored.snapshot().timestamp().getEpochSecond())));
            hours.forEach(hour -> rollUps.markDirty(key, hour));
            all.forEach(stored -> snapshots.put(key, stored));
            hours.forEach(hour -> rollUps.markDirty(key, hour));
        });
    }
}
