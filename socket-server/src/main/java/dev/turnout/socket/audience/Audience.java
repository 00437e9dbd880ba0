package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which sessions watch which auction.
 *
 * <p>A session joins once and leaves once, however often and in whatever order the methods are called. Before anything
 * changes, sessions whose lease has ended by then leave, dated at the end of their lease; a caller that only reads calls
 * {@link #expire} first. Audience thread only.
 */
public final class Audience {

    /** How long a {@link LeasedSession} watches after its last request. */
    public static final long LEASE_MILLIS = 60_000;

    /** The same for a hidden page, whose timers browsers may run once a minute. */
    public static final long HIDDEN_LEASE_MILLIS = 150_000;

    private final CountBy countBy;
    private final boolean shared;
    private final Map<AuctionId, AuctionRoom> rooms = new HashMap<>();
    private final List<AudienceListener> listeners = new ArrayList<>();
    private final Leases leases = new Leases(LEASE_MILLIS, HIDDEN_LEASE_MILLIS);
    private final Tabs tabs = new Tabs();
    private int sessions;

    /** Of a server that counts alone. */
    public Audience(CountBy countBy) {
        this(countBy, false);
    }

    /** @param shared whether a viewer with sessions on several servers is counted once, see {@link #countElsewhere} */
    public Audience(CountBy countBy, boolean shared) {
        this.countBy = countBy;
        this.shared = shared;
    }

    /** Whether a viewer with sessions on several servers is counted once. */
    public boolean isShared() {
        return shared && countBy == CountBy.VIEWERS;
    }

    /** Listeners are called in the order in which they were added. */
    public void addListener(AudienceListener listener) {
        listeners.add(listener);
    }

    /**
     * An earlier session of the same tab leaves first.
     *
     * @return false, and nothing happens, when the session is watching already or has left
     */
    public boolean join(ViewerSession session, Moment now) {
        expire(now);
        if (!session.mayJoin()) {
            return false;
        }
        tabs.put(session).filter(earlier -> end(earlier, now.wallMillis())).ifPresent(ViewerSession::replaced);
        AuctionRoom room = rooms.computeIfAbsent(session.auction(), this::newRoom);
        Optional<Change> change = room.join(session, now.wallMillis());
        sessions++;
        if (session instanceof LeasedSession leased) {
            leases.grant(leased, false, now.monotonicMillis());
        }
        notify(room, change, now.wallMillis());
        return true;
    }

    /** Whether the count grows by one when this session joins, whatever else happens before. Any thread. */
    public boolean addsOne(ViewerSession session) {
        return session.tab() == null && (countBy == CountBy.SESSIONS || session.viewerKey() == null);
    }

    private AuctionRoom newRoom(AuctionId id) {
        return new AuctionRoom(id, countBy, shared);
    }

    /** Gives the session a lease of full length. False when it is not watching, or not any more. */
    public boolean renew(LeasedSession session, boolean hidden, Moment now) {
        expire(now);
        if (session.watching()) {
            leases.grant(session, hidden, now.monotonicMillis());
        }
        return session.watching();
    }

    /**
     * Replaces the session's presence. False, and nothing changes, when the auction has too many sections
     * for a new one. Nothing happens to a session that is not watching.
     */
    public boolean updatePresence(ViewerSession session, Presence presence, Moment now) {
        expire(now);
        AuctionRoom room = rooms.get(session.auction());
        if (room == null || !session.watching()) {
            return true;
        }
        if (!room.accepts(session, presence.section())) {
            return false;
        }
        notify(room, room.updatePresence(session, presence, now.wallMillis()), now.wallMillis());
        return true;
    }

    /** False when it was not watching. A session that leaves before it joined cannot join afterwards. */
    public boolean leave(ViewerSession session, Moment now) {
        expire(now);
        return end(session, now.wallMillis());
    }

    /** Sessions whose lease has ended by now leave, dated at the end of their lease. */
    public void expire(Moment now) {
        for (LeasedSession next = leases.takeExpired(now.monotonicMillis());
                next != null;
                next = leases.takeExpired(now.monotonicMillis())) {
            next.leaseEnded(end(next, now.wallAt(next.expiresAt)));
        }
    }

    /** The monotonic time at which the next lease ends, unless it is renewed. */
    public OptionalLong nextExpiry() {
        return leases.nextExpiry();
    }

    private boolean end(ViewerSession session, long now) {
        tabs.remove(session);
        AuctionRoom room = rooms.get(session.auction());
        Optional<Change> change = room == null ? Optional.empty() : room.leave(session, now);
        if (room == null || change.isEmpty()) {
            session.end();
            return false;
        }
        sessions--;
        notify(room, change, now);
        return true;
    }

    /**
     * Adds viewers that watch elsewhere to an auction's count, in place of what this source reported before.
     *
     * @param count 0 removes the source
     * @return false, and nothing happens, when the auction has too many sources
     */
    public boolean reportExternal(AuctionId id, String source, int count, Moment now) {
        expire(now);
        AuctionRoom room = rooms.get(id);
        if (room == null) {
            if (count == 0) {
                return true;
            }
            room = newRoom(id);
            rooms.put(id, room);
        }
        if (!room.acceptsSource(source)) {
            return false;
        }
        notify(room, room.report(source, count), now.wallMillis());
        return true;
    }

    /** The other servers of the cluster count this many viewers of an auction; replaces what they counted before. */
    public void peersTotal(AuctionId id, int total, Moment now) {
        expire(now);
        AuctionRoom room = total == 0 ? rooms.get(id) : rooms.computeIfAbsent(id, this::newRoom);
        if (room != null) {
            notify(room, room.peersTotal(total), now.wallMillis());
        }
    }

    /** A viewer with sessions here is counted on another server of the cluster, or is not any more. */
    public void countElsewhere(AuctionId id, long viewerHash, boolean isElsewhere, Moment now) {
        expire(now);
        AuctionRoom room = rooms.get(id);
        if (room != null) {
            notify(room, room.countElsewhere(viewerHash, isElsewhere), now.wallMillis());
        }
    }

    /** What the other servers of the cluster show of their sessions of an auction; replaces what they showed before. */
    public void peersDetail(AuctionId id, RoomDetail detail, Moment now) {
        AuctionRoom room = rooms.get(id);
        if (room != null) {
            notify(room, room.peersDetail(detail), now.wallMillis());
        }
    }

    public Optional<AuctionRoom> room(AuctionId id) {
        return Optional.ofNullable(rooms.get(id));
    }

    /** All rooms, also those that have emptied and are not yet forgotten. */
    public Collection<AuctionRoom> rooms() {
        return Collections.unmodifiableCollection(rooms.values());
    }

    /** The sessions of all rooms. */
    public int sessions() {
        return sessions;
    }

    /** Removes a room with its peak and unique viewers; does nothing while there are viewers. */
    public void forget(AuctionId id) {
        rooms.computeIfPresent(id, (key, room) -> room.isEmpty() ? null : room);
    }

    private void notify(AuctionRoom room, Optional<Change> change, long now) {
        change.ifPresent(what -> listeners.forEach(listener -> listener.changed(room, what, now)));
    }
}
