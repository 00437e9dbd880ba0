package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All sessions that watch one auction. The count is the size of a set, of sessions or of viewers, plus the reported
 * viewers elsewhere; there is no number that is incremented and decremented, so it cannot drift and cannot be negative.
 */
public final class AuctionRoom {

    private final AuctionId id;
    private final CountBy countBy;
    private final SessionSet connected = new SessionSet();
    private final SessionSet leased = new SessionSet();
    private final Sections sections = new Sections();
    private final NamedCounts countries = new NamedCounts();
    private final Viewers viewers = new Viewers();
    private final ViewerList list = new ViewerList();
    private final ExternalViewers external = new ExternalViewers();
    private final UniqueViewers unique = new UniqueViewers();
    private final @Nullable SharedViewers shared;
    private RoomDetail peersDetail = RoomDetail.EMPTY;
    private int peers;
    private int peak;

    /** @param shared whether viewers with sessions on several servers are counted once */
    AuctionRoom(AuctionId id, CountBy countBy, boolean shared) {
        this.id = id;
        this.countBy = countBy;
        this.shared = shared && countBy == CountBy.VIEWERS ? new SharedViewers() : null;
    }

    public AuctionId id() {
        return id;
    }

    /** The count that is shown in the room. */
    public int count() {
        return ownCount() + peers;
    }

    /** The part of the count that this server contributes: its sessions or viewers, and the viewers elsewhere it was sent. */
    public int ownCount() {
        return counted() + external.total();
    }

    private int counted() {
        return countBy == CountBy.VIEWERS ? viewers.count() - countedElsewhere() : sessions();
    }

    private int countedElsewhere() {
        return shared == null ? 0 : shared.countedElsewhere();
    }

    /** The sessions of this server. */
    public int sessions() {
        return connected.size() + leased.size();
    }

    /** Those of them that have a connection, over which they receive events. */
    public int connected() {
        return connected.size();
    }

    /** What is shown of this server's sessions beside their number. */
    public RoomDetail ownDetail() {
        return new RoomDetail(
                peak,
                unique,
                new TreeMap<>(sections.counts()),
                new TreeMap<>(countries.counts()),
                list.newest(RoomDetail.LISTED));
    }

    /** What is shown of the sessions of all servers, as far as this one has received them. */
    public RoomDetail detail() {
        return peersDetail.equals(RoomDetail.EMPTY) ? ownDetail() : ownDetail().merge(peersDetail);
    }

    /** The hashes of the viewers with a key, and whether they are counted elsewhere; nothing unless viewers are shared. */
    public void forEachShared(BiConsumer<Long, Boolean> each) {
        if (shared != null) {
            shared.forEach(each);
        }
    }

    /** Sessions of this server by section; of at most 200 sections. */
    public Map<String, Integer> sections() {
        return sections.counts();
    }

    /** Sessions by country; empty when countries are not looked up. */
    public Map<String, Integer> countries() {
        return countries.counts();
    }

    /** The viewers whose sessions are on this server. */
    public int viewers() {
        return viewers.count();
    }

    /** The largest count since the room was created on this server. */
    public int peak() {
        return peak;
    }

    /**
     * Different viewers of this server since the room was created: exact for the first thousands, within a few percent
     * beyond.
     */
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

    /** All sessions of one viewer. Reads every session of the room. */
    public List<ViewerSession> sessionsOf(String viewerKey) {
        List<ViewerSession> found = new ArrayList<>();
        forEachSession(session -> {
            if (viewerKey.equals(session.viewerKey())) {
                found.add(session);
            }
        });
        return found;
    }

    private SessionSet setOf(ViewerSession session) {
        return session instanceof LeasedSession ? leased : connected;
    }

    /** It has no session, no viewers elsewhere are reported, and no other server has viewers. */
    boolean isEmpty() {
        return sessions() == 0 && external.total() == 0 && peers == 0;
    }

    Optional<Change> join(ViewerSession session, long now) {
        int before = count();
        if (!setOf(session).add(session)) {
            return Optional.empty();
        }
        Viewers.Arrival arrival = viewers.add(session.viewerKey());
        session.joined(id, arrival.internedKey(), now);
        if (!sections.accepts(null, session.section())) {
            session.setPresence(session.presence().withSection(null));
        }
        sections.enter(session.section());
        countries.add(session.country());
        list.update(session, now);
        unique.add(session.viewerHash());
        if (shared != null && arrival.first() && session.viewerKey() != null) {
            shared.add(session.viewerHash());
        }
        peak = Math.max(peak, count());
        return Optional.of(new Change.Joined(session, arrival.first(), count() - before));
    }

    Optional<Change> leave(ViewerSession session, long now) {
        int before = count();
        if (!setOf(session).remove(session)) {
            return Optional.empty();
        }
        sections.leave(session.section());
        countries.remove(session.country());
        list.update(session, now);
        boolean last = viewers.remove(session.viewerKey());
        if (shared != null && last && session.viewerKey() != null) {
            shared.remove(session.viewerHash());
        }
        long stayed = Math.max(0, now - session.since());
        return Optional.of(new Change.Left(session, last, count() - before, stayed));
    }

    boolean accepts(ViewerSession session, @Nullable String section) {
        return sections.accepts(session.section(), section);
    }

    /** One step: the session is at no moment in two sections, or in none. */
    Optional<Change> updatePresence(ViewerSession session, Presence presence, long now) {
        String from = session.section();
        String to = presence.section();
        session.setPresence(presence);
        list.update(session, now);
        if (Objects.equals(from, to)) {
            return Optional.empty();
        }
        sections.leave(from);
        sections.enter(to);
        return Optional.of(new Change.Moved(from, to));
    }

    boolean acceptsSource(String source) {
        return external.accepts(source);
    }

    Optional<Change> report(String source, int viewersElsewhere) {
        int before = external.total();
        external.report(source, viewersElsewhere);
        peak = Math.max(peak, count());
        int difference = external.total() - before;
        return difference == 0 ? Optional.empty() : Optional.of(new Change.External(difference));
    }

    /** The viewers that other servers of the cluster count. */
    Optional<Change> peersTotal(int total) {
        int difference = total - peers;
        peers = total;
        peak = Math.max(peak, count());
        return difference == 0 ? Optional.empty() : Optional.of(new Change.Peers(difference));
    }

    /** Another server counts this viewer, or does not any more. */
    Optional<Change> countElsewhere(long viewerHash, boolean isElsewhere) {
        if (shared == null || !shared.count(viewerHash, isElsewhere)) {
            return Optional.empty();
        }
        peak = Math.max(peak, count());
        return Optional.of(new Change.Elsewhere(viewerHash, isElsewhere ? -1 : 1));
    }

    Optional<Change> peersDetail(RoomDetail detail) {
        boolean same = detail.looksLike(peersDetail);
        peersDetail = detail;
        return same ? Optional.empty() : Optional.of(new Change.PeersDetail());
    }
}
