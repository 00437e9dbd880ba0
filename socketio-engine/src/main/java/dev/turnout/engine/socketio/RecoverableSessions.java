package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.EngineCounters;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a namespace that a client can continue: the live ones, and those whose connection was lost within the
 * recovery window. Guarded by the endpoint's lock.
 */
final class RecoverableSessions {

    /**
     * A session that waits for its client.
     *
     * @param since when its connection was lost, nanoseconds
     * @param ownEvents what was sent to it alone; null when nothing was
     */
    record Disconnected(long since, RecoveryLog.@Nullable Partition ownEvents) {}

    private final Map<String, SocketIoSession> live = new HashMap<>();

    /** By id, in the order of their loss. */
    private final Map<String, Disconnected> disconnected = new LinkedHashMap<>();

    private final long windowNanos;
    private final int maxDisconnected;
    private final EngineCounters counters;
    private final Consumer<RecoveryLog.Partition> onForgotten;

    /** @param onForgotten called with the own events of a session that can no longer be continued */
    RecoverableSessions(
            RecoverySettings settings, EngineCounters counters, Consumer<RecoveryLog.Partition> onForgotten) {
        this.windowNanos = settings.windowNanos();
        this.maxDisconnected = settings.disconnected();
        this.counters = counters;
        this.onForgotten = onForgotten;
    }

    void opened(SocketIoSession session) {
        live.put(session.id(), session);
    }

    /** @param recoverable whether its client may continue it */
    void closed(SocketIoSession session, boolean recoverable, long now) {
        live.remove(session.id(), session);
        if (recoverable) {
            disconnected.put(session.id(), new Disconnected(now, session.ownEvents()));
            forget(now);
        } else if (session.ownEvents() != null) {
            onForgotten.accept(session.ownEvents());
        }
    }

    @Nullable SocketIoSession live(String id) {
        return live.get(id);
    }

    List<SocketIoSession> live(Predicate<SocketIoSession> which) {
        return live.values().stream().filter(which).toList();
    }

    /** The session, if it waits for its client and the window is not over; does not remove it. */
    @Nullable Disconnected disconnected(String id, long now) {
        Disconnected found = disconnected.get(id);
        return found == null || isOver(found, now) ? null : found;
    }

    /** The client has continued the session. */
    void continued(String id) {
        disconnected.remove(id);
    }

    /** Forgets the sessions whose window is over, and the oldest of too many. */
    void forget(long now) {
        Iterator<Disconnected> oldestFirst = disconnected.values().iterator();
        int excess = disconnected.size() - maxDisconnected;
        while (oldestFirst.hasNext()) {
            Disconnected oldest = oldestFirst.next();
            boolean over = isOver(oldest, now);
            if (!over && excess <= 0) {
                return;
            }
            if (!over) {
                counters.recoverySessionDropped();
            }
            excess--;
            oldestFirst.remove();
            if (oldest.ownEvents() != null) {
                onForgotten.accept(oldest.ownEvents());
            }
        }
    }

    private boolean isOver(Disconnected session, long now) {
        return now - session.since() > windowNanos;
    }

    int size() {
        return live.size() + disconnected.size();
    }
}
