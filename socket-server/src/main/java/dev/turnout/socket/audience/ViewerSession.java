package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import org.jspecify.annotations.Nullable;

/**
 * One session that watches one auction: a Socket.IO socket, or one HTTP join.
 *
 * <p>Made on any thread, then handed to the audience thread, which alone reads and writes what changes. There may be a
 * million of these, so a field more is megabytes more.
 */
public class ViewerSession {

    private static final int NOT_JOINED = -1;
    private static final int ENDED = -2;

    private AuctionId auction;
    private @Nullable String viewerKey;
    private final @Nullable String tab;
    private final @Nullable String country;
    private Presence presence;
    private ViewerList.@Nullable Place listPlace;
    private final long viewerHash;
    private long since;
    private int index = NOT_JOINED;

    /**
     * @param viewer whose session it is
     * @param tab the id that a page keeps over reloads; a new session with the same id replaces this one
     * @param presence its fields at the start
     * @param country a text that all sessions of the country share; null when countries are not looked up
     */
    public ViewerSession(
            AuctionId auction, ViewerId viewer, @Nullable String tab, Presence presence, @Nullable String country) {
        this.auction = auction;
        this.viewerKey = viewer.key();
        this.viewerHash = viewer.hash();
        this.tab = tab;
        this.presence = presence;
        this.country = country;
    }

    /** A session whose country is not looked up. */
    public ViewerSession(AuctionId auction, ViewerId viewer, @Nullable String tab, Presence presence) {
        this(auction, viewer, tab, presence, null);
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

    @Nullable String tab() {
        return tab;
    }

    public Presence presence() {
        return presence;
    }

    /** The part of the auction that it looks at, if it named one. */
    public @Nullable String section() {
        return presence.section();
    }

    /** The country of its address when it connected, if countries are looked up. */
    public @Nullable String country() {
        return country;
    }

    /** Whether it requested {@code viewerStats}. */
    public boolean receivesStats() {
        return false;
    }

    /** Whether it requested {@code viewerStats} as an admin, who sees countries too. */
    public boolean receivesCountries() {
        return false;
    }

    /** When it joined, in milliseconds since the epoch. */
    public long since() {
        return since;
    }

    public boolean watching() {
        return index >= 0;
    }

    boolean mayJoin() {
        return index == NOT_JOINED;
    }

    /** From here on it shares its id and key with its room, so that a million sessions do not hold a million copies. */
    void joined(AuctionId sharedAuction, @Nullable String internedKey, long now) {
        auction = sharedAuction;
        viewerKey = internedKey;
        since = now;
    }

    void setPresence(Presence newPresence) {
        presence = newPresence;
    }

    ViewerList.@Nullable Place listPlace() {
        return listPlace;
    }

    void listAt(ViewerList.@Nullable Place newPlace) {
        listPlace = newPlace;
    }

    int index() {
        return index;
    }

    void setIndex(int newIndex) {
        index = newIndex;
    }

    /** It has left because another session of its tab joined. Called on the audience thread; must not change the audience. */
    protected void replaced() {}

    /** However it ended, and whether or not it ever joined: it cannot join again. */
    void end() {
        index = ENDED;
    }
}
