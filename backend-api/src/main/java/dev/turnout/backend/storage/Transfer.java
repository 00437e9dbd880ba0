package dev.turnout.backend.storage;

import dev.turnout.model.AuctionId;
import java.util.List;

/** Reads and writes whole records, for a copy of one database into another. Every method may be repeated. */
public interface Transfer {

    AccessRecords access();

    /** Replaces all admins and sessions. */
    void replaceAccess(AccessRecords records);

    /** @throws StorageException when there is no such auction */
    AuctionRecords records(AuctionId id);

    /** Replaces an auction and everything of it but its snapshots. */
    void replaceRecords(AuctionRecords records);

    /** Stores snapshots of an auction like {@link Storage#store}, together. */
    void keepAll(AuctionId id, List<StoredSnapshot> snapshots);
}
