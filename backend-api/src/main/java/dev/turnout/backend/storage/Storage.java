package dev.turnout.backend.storage;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Everything that backend-api keeps.
 *
 * <p>Each call is one transaction: what it changed is on disk when it returns, and survives the loss of the process and
 * of power. Calls block and may come from any thread; all throw {@link StorageException} when the database fails.
 */
public interface Storage extends AutoCloseable {

    /** What became of a snapshot. */
    enum Kept {
        NEW,
        /** One with this auction, timestamp and source was there already; it stays as it was. */
        REPEATED,
        NO_AUCTION
    }

    record Changed(Auction before, Auction after) {}

    /** Opens the database and brings its tables up to date. */
    void start();

    /** Throws when the database cannot be read and written; the message names the cause for the operator. */
    void check();

    /**
     * Adds an auction; analytics that is on from the start is recorded as switched on.
     *
     * @return false when the id is taken
     */
    boolean addAuction(Auction auction, String by);

    Optional<Auction> auction(AuctionId id);

    /** All auctions, newest first. */
    List<Auction> auctions();

    /** Changes title, status or switch as one step that no other change can come between, and records a switch. */
    Optional<Changed> changeAuction(AuctionId id, String by, Instant at, UnaryOperator<Auction> change);

    /** Deletes an auction and all that is kept of it. */
    boolean deleteAuction(AuctionId id);

    /** The turns of the switch, newest first. */
    List<AnalyticsSwitch> switches(AuctionId id, int limit);

    Kept keep(AuctionId id, Snapshot snapshot);

    /** The snapshots by timestamp and, within one, in order of arrival; {@code each} may take its time. */
    void snapshots(AuctionId id, Period period, Consumer<Snapshot> each);

    /** The newest so many timestamps' snapshots, oldest first. */
    List<Snapshot> newestSnapshots(AuctionId id, int timestamps);

    /** Deletes at most so many of the snapshots older than an instant; answers how many. */
    int deleteSnapshotsBefore(Instant instant, int limit);

    /** @return false when there is no such auction */
    boolean mark(AuctionId id, Marker marker);

    /** The newest so many markers of a period, oldest first. */
    List<Marker> markers(AuctionId id, Period period, int limit);

    int deleteMarkersBefore(Instant instant, int limit);

    /** The hash of an admin's password. */
    Optional<String> adminPassword(String admin);

    /** @return false when there is one of this name */
    boolean addAdmin(String admin, String passwordHash, Instant at);

    /** Changes a password and ends every session it had opened. */
    void changeAdminPassword(String admin, String passwordHash);

    void openSession(String tokenHash, AdminSession session);

    Optional<AdminSession> session(String tokenHash);

    void closeSession(String tokenHash);

    int deleteSessionsExpiredAt(Instant now);

    /** @return false when the auction has {@code max} notes already */
    boolean addNote(AuctionId id, Note note, int max);

    /** By timestamp. */
    List<Note> notes(AuctionId id);

    /** @return false when there is none */
    boolean deleteNote(AuctionId id, String noteId);

    /** @return false when the auction has {@code max} links already */
    boolean addShare(Share share, String tokenHash, int max);

    /** Also a link that has expired. */
    Optional<Share> share(String tokenHash);

    /** Newest first. */
    List<Share> shares(AuctionId id);

    /** @return false when there is none */
    boolean deleteShare(AuctionId id, String shareId);

    @Override
    void close();
}
