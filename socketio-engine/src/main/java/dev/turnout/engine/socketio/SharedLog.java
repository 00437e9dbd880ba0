package dev.turnout.engine.socketio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an endpoint needs to continue sessions that began on another engine. Guarded by the endpoint's lock; bounded, and
 * where something was forgotten a session begins anew rather than miss an event.
 */
final class SharedLog {

    private static final int MAX_ROOMS = 20_000;
    private static final int MAX_SESSIONS = 200_000;

    private long begin;

    /** Positions of the last events of rooms that are forgotten. */
    private final Map<String, Long> dropped = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            if (size() <= MAX_ROOMS) {
                return false;
            }
            begin = Math.max(begin, eldest.getValue());
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

    /** @param begin every event after this position has been logged */
    SharedLog(long begin) {
        this.begin = begin;
    }

    long begin() {
        return begin;
    }

    void began(String sessionId) {
        begunHere.add(sessionId);
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
