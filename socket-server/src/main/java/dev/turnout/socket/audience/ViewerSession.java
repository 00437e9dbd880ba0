package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import org.jspecify.annotations.Nullable;

/**
 * One thing that watches one auction: a Socket.IO socket, or one HTTP join.
 *
 * <p>Made on any thread, then handed to the audience thread, which alone reads and writes what changes. There may be a
 * million of these, so a field more is megabytes more.
 */
public class ViewerSession {

    private static final int NOT_YET = -1;
    private static final int GONE = -2;

    private AuctionId auction;
    private @Nullable String viewerKey;
    private final long viewerHash;
    private @Nullable String section;
    private long since;
    private int place = NOT_YET;

    /**
     * @param viewerKey what all sessions of one person share; null for a session that is its own viewer
     * @param viewerHash the same for all sessions of one person, evenly spread, telling nothing of the key; a random
     *     number for a session that is its own viewer
     */
    public ViewerSession(AuctionId auction, @Nullable String viewerKey, long viewerHash) {
        this.auction = auction;
        this.viewerKey = viewerKey;
        this.viewerHash = viewerHash;
    }

    public AuctionId auction() {
        return auction;
    }

    /** What all sessions of one person share, or null when this session is its own viewer. */
    public @Nullable String viewerKey() {
        return viewerKey;
    }

    public long viewerHash() {
        return viewerHash;
    }

    /** The part of the auction that it looks at, if it said so. */
    public @Nullable String section() {
        return section;
    }

    /** When it joined, in milliseconds since the epoch. */
    public long since() {
        return since;
    }

    public boolean watching() {
        return place >= 0;
    }

    boolean mayJoin() {
        return place == NOT_YET;
    }

    /** From here on it shares its id and key with its room, so that a million sessions do not hold a million copies. */
    void joined(AuctionId sharedAuction, @Nullable String sharedKey, long now) {
        auction = sharedAuction;
        viewerKey = sharedKey;
        since = now;
    }

    void looksAt(@Nullable String newSection) {
        section = newSection;
    }

    int place() {
        return place;
    }

    void moveTo(int newPlace) {
        place = newPlace;
    }

    /** However it ended, and whether or not it ever joined: it does not come back. */
    void end() {
        place = GONE;
    }
}
