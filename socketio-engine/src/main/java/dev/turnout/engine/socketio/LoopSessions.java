package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.EngineLoop;
import dev.turnout.engine.engineio.Outbound;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.loop.FailureLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What the Socket.IO sessions of one event loop share. Confined to that loop. */
final class LoopSessions {

    private final int index;
    private final EngineLoop loop;
    private final DeadlineQueue connects;
    private final RecoveryTokens tokens;
    private final Map<TurnoutEndpoint, Offset> sentUpTo = new HashMap<>();

    /**
     * @param index of the loop among all
     * @param connects until a connection's first CONNECT
     * @param tokens issues and reads pids on this loop
     */
    LoopSessions(int index, EngineLoop loop, DeadlineQueue connects, RecoveryTokens tokens) {
        this.index = index;
        this.loop = loop;
        this.connects = connects;
        this.tokens = tokens;
    }

    int index() {
        return index;
    }

    DeadlineQueue connects() {
        return connects;
    }

    RecoveryTokens tokens() {
        return tokens;
    }

    EngineCounters counters() {
        return loop.counters();
    }

    FailureLog failures() {
        return loop.failures();
    }

    boolean canQueue(List<Outbound> packets) {
        return loop.canQueue(packets);
    }

    /** A new public id. */
    String newId() {
        return loop.ids().next();
    }

    long now() {
        return loop.deadlines().now();
    }

    /** Runs the task on the loop next; false and not at all when the engine has stopped, and with it every session. */
    boolean execute(Runnable task) {
        try {
            loop.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs the task on the loop: now when already there, else next. */
    void run(Runnable task) {
        if (loop.eventLoop().inEventLoop()) {
            task.run();
        } else {
            boolean unused = execute(task);
        }
    }

    /** Offset of the endpoint's event that this loop sent last; null when it has sent none. */
    @Nullable Offset sentUpTo(TurnoutEndpoint endpoint) {
        return sentUpTo.get(endpoint);
    }

    void sentUpTo(TurnoutEndpoint endpoint, Offset offset) {
        sentUpTo.put(endpoint, offset);
    }
}
