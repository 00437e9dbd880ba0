package dev.turnout.engine.engineio;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The polling sessions by sid. Any thread; a session that became a websocket's is found by nobody any more. */
final class SessionRegistry {

    private final ConcurrentMap<String, EngineIoSession> sessions = new ConcurrentHashMap<>();

    void add(String sid, EngineIoSession session) {
        sessions.put(sid, session);
    }

    void remove(String sid) {
        sessions.remove(sid);
    }

    int size() {
        return sessions.size();
    }

    @Nullable EngineIoSession find(String sid) {
        return sessions.get(sid);
    }
}
