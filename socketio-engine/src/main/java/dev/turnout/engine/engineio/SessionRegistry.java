package dev.turnout.engine.engineio;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The sessions that were opened by polling, by sid, until they are closed. Any thread. */
final class SessionRegistry {

    private final ConcurrentMap<String, PollingTransport> sessions = new ConcurrentHashMap<>();

    void add(String sid, PollingTransport polling) {
        sessions.put(sid, polling);
    }

    void remove(String sid) {
        sessions.remove(sid);
    }

    int size() {
        return sessions.size();
    }

    @Nullable PollingTransport find(String sid) {
        return sessions.get(sid);
    }
}
