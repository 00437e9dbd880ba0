package dev.turnout.backend.storage;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Everything that backend-api stores.
 *
 * <p>What a call has changed is on disk when it returns, and survives the loss of the process and of power. A call is one
 * transaction, or, in a database without transactions, a sequence of writes that the next call completes after a crash.
 * Calls block and may come from any thread; all throw {@link StorageException} when the database fails.
 */
public interface Storage extends AutoCloseable {

    /** What was done with a snapshot. */
    enum StoreResult {
        NEW,
        /** One with this auction, timestamp and source was stored before, and was merged or replaced, see {@link SlotMerge}. */
        MERGED,
        /** One with this auction, timestamp and source was stored before and stays unchanged. */
        REPEATED,
        NO_AUCTION
    }

    record Changed(Auction before, Auction after) {}

    /** What to read of a snapshot. */
    enum Detail {
        /** No session lengths, sections and countries; sketches only of timestamps with several snapshots. */
        COUNTS,
        /** Like {@link #COUNTS}, with countries. */
        COUNTS_AND_COUNTRIES,
        ALL
    }

    /** Receives the counts of {@link #minuteCounts}. */
    interface MinuteCounts {
        void minute(String auctionId, long epochSecond, int viewers);
    }

    /** Receives the progress of {@link #rebuildRollUps}. */
    interface Progress {
        void auctionDone(int done, int total);
    }

    /** Opens the database and migrates its tables to the current version. */
    void start();

    /** Throws when the database cannot be read and written; the message names the cause for the operator. */
    void check();

    /**
     * Adds an auction; if its analytics is enabled, that is recorded as a switch.
     *
     * @return false when the id is taken
     */
    boolean addAuction(Auction auction, String by);

    Optional<Auction> auction(AuctionId id);

    /** All auctions, newest first. */
    List<Auction> auctions();

    /** Changes title, status or switch atomically, and records a switch. */
    Optional<Changed> changeAuction(AuctionId id, String by, Instant at, UnaryOperator<Auction> change);

    /**
     * Deletes an auction and everything stored for it.
     *
     * @throws ForeignAuctionException when another system has created it in the same database
     */
    boolean deleteAuction(AuctionId id);

    /** Changes of the analytics switch, newest first. */
    List<AnalyticsSwitch> switches(AuctionId id, int limit);

    /** The newest change of the analytics switch of each auction that has one. */
    Map<AuctionId, AnalyticsSwitch> newestSwitches();

    /**
     * Stores a snapshot; roll-ups of its hour and day that are read afterwards include it. Snapshots that arrive at the
     * same time may share a transaction. A sketch that cannot be decoded is left out.
     */
    StoreResult store(AuctionId id, Snapshot snapshot);

    /** The snapshots by timestamp and, within one, in order of arrival; {@code each} may be slow. */
    void snapshots(AuctionId id, Period period, Detail detail, Consumer<StoredSnapshot> each);

    /** The snapshots of the newest timestamps not before {@code from}, at most so many timestamps, oldest first. */
    List<Snapshot> newestSnapshots(AuctionId id, Instant from, int timestamps);

    /** The last sample of every stored minute of every auction in a period, ordered by auction and time. */
    void minuteCounts(Period period, MinuteCounts each);

    /** The roll-ups whose start lies in a period, oldest first; with {@code COUNTS} they have sketches but no maps. */
    List<RollUp> rollUps(AuctionId id, RollUp.Width width, Period period, Detail detail);

    /** Computes all roll-ups again from the snapshots. */
    void rebuildRollUps(Progress progress);

    /** A time close to that of the newest stored data, at most a day before it; empty when nothing is stored. */
    Optional<Instant> newestData();

    /** Deletes at most so many of the snapshots older than an instant, corrects the roll-ups; returns how many. */
    int deleteSnapshotsBefore(Instant instant, int limit);

    /** @return false when there is no such auction */
    boolean mark(AuctionId id, Marker marker);

    /** The newest markers of a period, at most so many, oldest first. */
    List<Marker> markers(AuctionId id, Period period, int limit);

    int deleteMarkersBefore(Instant instant, int limit);

    /** @return false when the auction has {@code max} notes already */
    boolean addNote(AuctionId id, Note note, int max);

    /** By timestamp. */
    List<Note> notes(AuctionId id);

    /** @return false when there is no such note */
    boolean deleteNote(AuctionId id, String noteId);

    int deleteNotesBefore(Instant instant, int limit);

    /** The hash of an admin's password. */
    Optional<String> adminPassword(String admin);

    /** @return false when an admin of this name exists */
    boolean addAdmin(String admin, String passwordHash, Instant at);

    /** Changes a password and ends all sessions of this admin. */
    void changeAdminPassword(String admin, String passwordHash);

    void openSession(String tokenHash, AdminSession session);

    Optional<AdminSession> session(String tokenHash);

    void closeSession(String tokenHash);

    int deleteSessionsExpiredAt(Instant now);

    /** @return false when the auction has {@code max} links already */
    boolean addShare(Share share, String tokenHash, int max);

    /** Includes expired links. */
    Optional<Share> share(String tokenHash);

    /** Newest first. */
    List<Share> shares(AuctionId id);

    /** @return false when there is no such link */
    boolean deleteShare(AuctionId id, String shareId);

    /** For a copy into or out of this database, while no server uses it. */
    Transfer transfer();

    @Override
    void close();
}
