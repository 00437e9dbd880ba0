package dev.turnout.engine.socketio;

import dev.turnout.engine.EventId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint needs to continue sessions that began on another engine, and others to continue its own. Guarded by the
 * endpoint's lock; bounded, and where something was forgotten a session begins anew rather than miss an event.
 */
final class SharedLog {

    private static final int MAX_ROOMS = 20_000;
    private static final int MAX_SESSIONS = 200_000;
    private static final long NOTHING_CARRIED = -1;

    private final long keptNanos;
    private final EventsAhead ahead;
    private final LogPositions positions = new LogPositions();
    private @Nullable String engine;
    private long carriedUntil;
    private boolean carriesEvents;
    private long carriedPosition = NOTHING_CARRIED;

    /** Positions of the last events of rooms that are forgotten. */
    private final Map<String, Long> dropped = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            if (size() <= MAX_ROOMS) {
                return false;
            }
            positions.beginAfter(eldest.getValue());
            return true;
        }
    };

    /**
     * Sessions that were here: when this engine has let one go, it cannot be continued, since it has ended or its time is
     * over. The oldest are forgotten.
     */
    private final Set<String> begunHere = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_SESSIONS;
        }
    });

    /** @param keptNanos how long events are kept, and what other engines may still send to a continued session */
    SharedLog(long keptNanos) {
        this.keptNanos = keptNanos;
        this.ahead = new EventsAhead(keptNanos);
    }

    /**
     * @param name of this engine
     * @param firstLogged every event after this position is logged
     * @param end position of the newest event; until it has passed the former no session is continued on another engine
     * @return positions of a log that this one replaces: what the sessions that were continued from there have missed cannot
     *     be determined
     */
    Set<Long> join(String name, long firstLogged, long end) {
        engine = name;
        carriedPosition = NOTHING_CARRIED;
        return positions.restart(firstLogged, end);
    }

    /** Whether engines share the log at all. */
    boolean isJoined() {
        return engine != null;
    }

    long begin() {
        return positions.begin();
    }

    // ---- offsets

    /**
     * The next entry has this position.
     *
     * @return positions that were skipped: what the sessions that were continued from there have missed cannot be determined
     */
    Set<Long> at(long ofNext) {
        return positions.read(ofNext);
    }

    /** @return positions that are not in the log any more: the same as of {@link #at} */
    Set<Long> readToEnd() {
        return positions.readToEnd();
    }

    /** An own event is sent without its position. */
    void sentAhead(EventId event, long now) {
        ahead.sent(event.engine(), event.number(), now);
    }

    /** An event has been read from the log that is not sent. */
    void placed(EventId event) {
        if (event.engine().equals(engine)) {
            ahead.placed(event.number());
        }
    }

    /** The offset of a client that has received all that this engine has sent. */
    Offset offset(long sequence, long now) {
        if (engine == null) {
            return Offset.ofRoomEvent(sequence);
        }
        long position = positions.newest();
        EventRanges events = position < positions.begin() ? EventRanges.TOO_MANY : ahead.ranges(now);
        boolean isPosition = sequence == position && events.isEmpty();
        return new Offset(sequence, 0, isPosition ? null : new Offset.Shared(engine, position, events));
    }

    /** From where on a client has missed events, in the numbers of this engine. Null when that cannot be determined. */
    @Nullable Offset own(Offset received) {
        if (engine == null) {
            return received;
        }
        if (!positions.mayBe(received.sharedOr(engine).position())) {
            return null;
        }
        Offset.Shared shared = received.shared();
        if (shared == null || shared.engine().equals(engine)) {
            return received;
        }
        return shared.events().isComplete() ? new Offset(shared.position(), 0, shared) : null;
    }

    /**
     * What a continued session has received and this engine may still read from the log. Null, as nearly always, when it has
     * received no more than this engine has sent.
     *
     * @param received in the numbers of this engine
     */
    @Nullable Carried carried(Offset received, long now) {
        if (engine == null) {
            return null;
        }
        Offset.Shared shared = received.sharedOr(engine);
        EventRanges others = shared.events().without(engine);
        if (others.isEmpty() && shared.position() <= positions.newest()) {
            return null;
        }
        carriedUntil = now + keptNanos;
        carriesEvents |= !others.isEmpty();
        carriedPosition = Math.max(carriedPosition, shared.position());
        positions.await(shared.position());
        return new Carried(new Offset.Shared(engine, shared.position(), others), carriedUntil);
    }

    /** Whether a client has received a logged event, though its number among the events of this engine is a later one. */
    boolean contains(Offset received, RecoveryLog.Entry entry) {
        return engine != null && entry.isIn(received.sharedOr(engine));
    }

    /** Whether there may be sessions with {@link #carried} to which it matters. */
    boolean carries(long now) {
        if (now - carriedUntil >= 0) { // also when a client has made up a position that is never reached
            carriesEvents = false;
            carriedPosition = NOTHING_CARRIED;
            positions.awaitNone();
        }
        return carriesEvents || positions.newest() <= carriedPosition;
    }

    // ---- sessions and rooms

    void began(String sessionId) {
        if (isJoined()) {
            begunHere.add(sessionId);
        }
    }

    boolean beganHere(String sessionId) {
        return begunHere.contains(sessionId);
    }

    /** The client has continued the session on another engine, so a later request may continue it from there. */
    void continuedElsewhere(String sessionId) {
        begunHere.remove(sessionId);
    }

    /** A room is forgotten with its events, of which this was the last. */
    void dropped(String room, long position) {
        dropped.remove(room);
        dropped.put(room, position);
    }

    /** The last event of a room that is not kept; 0 when all are. */
    long droppedUpTo(String room) {
        return dropped.getOrDefault(room, 0L);
    }
}
