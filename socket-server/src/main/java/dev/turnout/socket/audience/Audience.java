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
import org.jspecify.annotations.Nullable;

/**
 * Who is watching which auction.
 *
 * <p>A session joins once and leaves once, however often and in whatever order it is asked to. {@code now} is always in
 * milliseconds since the epoch, and before anything changes, those whose lease has run out by then have left at the
 * moment when it did; who only reads calls {@link #expire} first. Audience thread only.
 */
public final class Audience {

    /** For so long a {@link LeasedSession} watches after its last sign of life. */
    public static final long LEASE_MILLIS = 60_000;

    private final Map<AuctionId, AuctionRoom> rooms = new HashMap<>();
    private final List<AudienceListener> listeners = new ArrayList<>();
    private final Leases leases = new Leases(LEASE_MILLIS);
    private int sessions;
    private long tellings;

    /** From now on this one hears of every change, after those that were added before it. */
    public void addListener(AudienceListener listener) {
        listeners.add(listener);
    }

    /** False, and nothing happens, when the session is watching already or has left. */
    public boolean join(ViewerSession session, long now) {
        expire(now);
        if (!session.mayJoin()) {
            return false;
        }
        AuctionRoom room = rooms.computeIfAbsent(session.auction(), AuctionRoom::new);
        Optional<Change> change = room.join(session, now);
        sessions++;
        if (session instanceof LeasedSession leased) {
            leases.grant(leased, now);
        }
        tell(room, change, now);
        return true;
    }

    /** A sign of life: the session's whole time is before it again. False when it is not watching, or not any more. */
    public boolean renew(LeasedSession session, long now) {
        expire(now);
        if (session.watching()) {
            leases.grant(session, now);
        }
        return session.watching();
    }

    /** From now on this session looks at another part of the auction; nothing happens when it is not watching. */
    public void move(ViewerSession session, @Nullable String section, long now) {
        expire(now);
        AuctionRoom room = rooms.get(session.auction());
        if (room != null && session.watching()) {
            room.move(session, section);
        }
    }

    /** False when it was not watching. One that leaves before it joined will not join either. */
    public boolean leave(ViewerSession session, long now) {
        expire(now);
        return end(session, now);
    }

    /** Whoever's lease has run out by now has left when it did. */
    public void expire(long now) {
        for (LeasedSession due = leases.takeDue(now); due != null; due = leases.takeDue(now)) {
            due.leaseOver(end(due, leases.endOf(due)));
        }
    }

    /** When there will be something to {@link #expire}, unless there are signs of life. */
    public OptionalLong nextExpiry() {
        return leases.next();
    }

    private boolean end(ViewerSession session, long now) {
        AuctionRoom room = rooms.get(session.auction());
        Optional<Change> change = room == null ? Optional.empty() : room.leave(session, now);
        if (room == null || change.isEmpty()) {
            session.end();
            return false;
        }
        sessions--;
        tell(room, change, now);
        return true;
    }

    /**
     * Adds viewers that watch elsewhere to an auction's count, in place of what this source told before.
     *
     * @param count 0 takes the source away
     * @return the number of this telling, for {@link #expireExternal}; nothing when the auction has too many sources
     */
    public OptionalLong tellExternal(AuctionId id, String source, int count, long now) {
        expire(now);
        AuctionRoom room = rooms.get(id);
        if (room == null) {
            if (count == 0) {
                return OptionalLong.of(tellings);
            }
            room = new AuctionRoom(id);
            rooms.put(id, room);
        }
        if (!room.acceptsSource(source)) {
            return OptionalLong.empty();
        }
        tell(room, room.tell(source, count, ++tellings), now);
        return OptionalLong.of(tellings);
    }

    /** Forgets what a source told with this telling, unless it has told again since. */
    public void expireExternal(AuctionId id, String source, long telling, long now) {
        expire(now);
        AuctionRoom room = rooms.get(id);
        if (room != null) {
            tell(room, room.expire(source, telling), now);
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

    /** Lets go of a room with its peak and unique viewers; does nothing while there are viewers. */
    public void forget(AuctionId id) {
        rooms.computeIfPresent(id, (key, room) -> room.deserted() ? null : room);
    }

    private void tell(AuctionRoom room, Optional<Change> change, long now) {
        change.ifPresent(what -> listeners.forEach(listener -> listener.changed(room, what, now)));
    }
}
