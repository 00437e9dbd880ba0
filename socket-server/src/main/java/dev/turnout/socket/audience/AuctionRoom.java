package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that watch one auction. Its count is the size of its set of sessions, plus what is told of viewers elsewhere;
 * there is no number that is added to and taken from, so it cannot drift and cannot be negative.
 */
public final class AuctionRoom {

    private final AuctionId id;
    private final SessionSet connected = new SessionSet();
    private final SessionSet leased = new SessionSet();
    private final Sections sections = new Sections();
    private final Viewers viewers = new Viewers();
    private final ExternalViewers external = new ExternalViewers();
    private final UniqueViewers unique = new UniqueViewers();
    private int peak;

    AuctionRoom(AuctionId id) {
        this.id = id;
    }

    public AuctionId id() {
        return id;
    }

    /** What everybody in the room is shown. */
    public int count() {
        return sessions() + external.total();
    }

    /** The sessions of this server. */
    public int sessions() {
        return connected.size() + leased.size();
    }

    /** Those of them that hear what the room is told. */
    public int connected() {
        return connected.size();
    }

    /** Sessions by the part of the auction that they look at; at most 200 parts, beyond that new ones are not told apart. */
    public Map<String, Integer> sections() {
        return sections.counts();
    }

    /** The people behind the sessions of this server. */
    public int viewers() {
        return viewers.count();
    }

    /** The largest count since the room came to be. */
    public int peak() {
        return peak;
    }

    /** Different viewers since the room came to be: exact for the first thousands, within a few percent beyond. */
    public long unique() {
        return unique.count();
    }

    public void forEachSession(Consumer<ViewerSession> visitor) {
        connected.forEach(visitor);
        leased.forEach(visitor);
    }

    /** The sessions that have no connection. */
    public void forEachLeased(Consumer<ViewerSession> visitor) {
        leased.forEach(visitor);
    }

    private SessionSet setOf(ViewerSession session) {
        return session instanceof LeasedSession ? leased : connected;
    }

    /** Nobody is here, and nobody is told to be elsewhere. */
    boolean deserted() {
        return count() == 0;
    }

    Optional<Change> join(ViewerSession session, long now) {
        if (!setOf(session).add(session)) {
            return Optional.empty();
        }
        Viewers.Arrival arrival = viewers.add(session.viewerKey());
        session.joined(id, arrival.sharedKey(), now);
        unique.add(session.viewerHash());
        peak = Math.max(peak, count());
        return Optional.of(new Change.Joined(session, arrival.first()));
    }

    Optional<Change> leave(ViewerSession session, long now) {
        if (!setOf(session).remove(session)) {
            return Optional.empty();
        }
        sections.leave(session.section());
        boolean last = viewers.remove(session.viewerKey());
        return Optional.of(new Change.Left(session, last, Math.max(0, now - session.since())));
    }

    void move(ViewerSession session, @Nullable String section) {
        sections.leave(session.section());
        session.looksAt(sections.enter(section));
    }

    boolean acceptsSource(String source) {
        return external.accepts(source);
    }

    Optional<Change> tell(String source, int viewersElsewhere, long telling) {
        int before = external.total();
        external.tell(source, viewersElsewhere, telling);
        peak = Math.max(peak, count());
        return externalChange(before);
    }

    Optional<Change> expire(String source, long telling) {
        int before = external.total();
        external.expire(source, telling);
        return externalChange(before);
    }

    private Optional<Change> externalChange(int before) {
        int difference = external.total() - before;
        return difference == 0 ? Optional.empty() : Optional.of(new Change.External(difference));
    }
}
