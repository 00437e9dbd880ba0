package dev.turnout.backend.migration;

import dev.turnout.backend.storage.AccessRecords;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionRecords;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Copies everything from one storage into another, auction by auction, and compares counts and checksums of what is then
 * read from both. Roll-ups are not copied but computed from the snapshots. Each step may be repeated, so a copy that was
 * interrupted is continued by starting it again; auctions that are equal already are not written again.
 */
public final class DatabaseCopy {

    private static final int BATCH = 500;
    private static final int PROGRESS_EVERY = 20_000;

    /** What was copied. */
    public record Totals(int auctions, int unchanged, long snapshots, long records, String checksum) {}

    /** Snapshots of an auction as one of the storages has them. */
    private record Contents(long snapshots, String checksum) {}

    private final Storage source;
    private final Storage target;
    private final Consumer<String> progress;

    /** @param progress receives a line per auction, and more for large ones */
    public DatabaseCopy(Storage source, Storage target, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.progress = progress;
    }

    /** @throws CopyException when the target has other data, or differs from the source in the end */
    public Totals run() throws CopyException {
        List<Auction> auctions = new ArrayList<>(source.auctions());
        auctions.sort((one, other) -> one.id().compareTo(other.id()));
        refuseOtherData(auctions);
        AccessRecords access = source.transfer().access();
        if (!target.transfer().access().equals(access)) {
            target.transfer().replaceAccess(access);
        }
        require(target.transfer().access().equals(access), "the admins and sessions");
        Digest all = new Digest().add(access);
        int unchanged = 0;
        long snapshots = 0;
        long records = (long) access.admins().size() + access.sessions().size();
        for (int i = 0; i < auctions.size(); i++) {
            AuctionId id = auctions.get(i).id();
            AuctionRecords own = source.transfer().records(id);
            Contents contents = contents(source, id);
            boolean copied = !isEqual(own, contents);
            if (copied) {
                copy(own, contents);
            }
            unchanged += copied ? 0 : 1;
            snapshots += contents.snapshots();
            records += 1
                    + own.switches().size()
                    + own.markers().size()
                    + own.notes().size()
                    + own.shares().size();
            all.add(own).add(contents);
            progress.accept((i + 1) + " of " + auctions.size() + " auctions: " + id
                    + (copied ? " copied, " : " unchanged, ") + contents.snapshots() + " snapshots");
        }
        return new Totals(auctions.size(), unchanged, snapshots, records, all.hex());
    }

    /** Data that does not come from this source must not be mixed with it or be overwritten. */
    private void refuseOtherData(List<Auction> auctions) throws CopyException {
        Set<Auction> known = new HashSet<>();
        auctions.forEach(auction -> known.add(identity(auction)));
        List<Auction> present = target.auctions();
        for (Auction auction : present) {
            if (!known.contains(identity(auction))) {
                throw new CopyException("the target has an auction that the source does not have: " + auction.id()
                        + "; use an empty database");
            }
        }
        if (present.isEmpty() && target.newestData().isPresent()) {
            throw new CopyException("the target has snapshots without auctions; use an empty database");
        }
        Set<String> admins = new HashSet<>();
        source.transfer().access().admins().forEach(admin -> admins.add(admin.name() + " " + admin.createdAt()));
        for (AccessRecords.Admin admin : target.transfer().access().admins()) {
            if (!admins.contains(admin.name() + " " + admin.createdAt())) {
                throw new CopyException("the target has an admin of its own: " + admin.name()
                        + "; use a database that no server has been started with");
            }
        }
    }

    /** What of an auction never changes. */
    private static Auction identity(Auction auction) {
        return Auction.scheduled(auction.id(), "", false, auction.createdAt());
    }

    private boolean isEqual(AuctionRecords own, Contents contents) {
        AuctionId id = own.auction().id();
        Optional<Auction> present = target.auction(id);
        return present.isPresent()
                && target.transfer().records(id).equals(own)
                && contents(target, id).equals(contents);
    }

    private void copy(AuctionRecords own, Contents contents) throws CopyException {
        AuctionId id = own.auction().id();
        target.transfer().replaceRecords(own);
        List<StoredSnapshot> batch = new ArrayList<>();
        long[] stored = {0};
        read(source, id, snapshot -> {
            batch.add(snapshot);
            if (batch.size() == BATCH) {
                store(id, batch);
                stored[0] += BATCH;
                if (stored[0] % PROGRESS_EVERY == 0) {
                    progress.accept(id + ": " + stored[0] + " of " + contents.snapshots() + " snapshots");
                }
            }
        });
        store(id, batch);
        require(target.transfer().records(id).equals(own), "the records of auction " + id);
        Contents result = contents(target, id);
        require(
                result.snapshots() == contents.snapshots(),
                "the number of snapshots of auction " + id + ", " + result.snapshots() + " instead of "
                        + contents.snapshots() + ",");
        require(result.checksum().equals(contents.checksum()), "the checksum of the snapshots of auction " + id);
        require(rolledUp(id) == contents.snapshots(), "the number of snapshots in the roll-ups of auction " + id);
    }

    private void store(AuctionId id, List<StoredSnapshot> batch) {
        target.transfer().keepAll(id, batch);
        batch.clear();
    }

    private long rolledUp(AuctionId id) {
        return target.rollUps(id, RollUp.Width.DAY, Period.ALWAYS, Detail.COUNTS).stream()
                .mapToLong(day -> day.aggregate().snapshots())
                .sum();
    }

    private static Contents contents(Storage storage, AuctionId id) {
        Digest digest = new Digest();
        long[] count = {0};
        read(storage, id, snapshot -> {
            digest.add(snapshot);
            count[0]++;
        });
        return new Contents(count[0], digest.hex());
    }

    private static void read(Storage storage, AuctionId id, Consumer<StoredSnapshot> each) {
        storage.snapshots(id, Period.ALWAYS, Detail.ALL, new DistinctSnapshots(each));
    }

    private static void require(boolean equal, String what) throws CopyException {
        if (!equal) {
            throw new CopyException(what
                    + " differ(s) between source and target after the copy; is a server running on one" + " of them?");
        }
    }
}
