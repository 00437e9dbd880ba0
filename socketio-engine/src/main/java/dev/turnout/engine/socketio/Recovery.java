package dev.turnout.engine.socketio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connection state recovery: finds the session, lost or half open, that a returning client's {@code pid} names. The pid
 * is a secret of server and client, unlike the public id. Any thread.
 */
final class Recovery {

    /** A session that a client can come back to. */
    interface Recoverable {

        /** Gives itself up to a returning client, on its own loop; null when it is too late. */
        void surrender(Consumer<@Nullable LostSession> taker);
    }

    /** A room's log holds as much as those of this many sessions. */
    private static final int SESSION_SHARE = 16;

    private final ConcurrentMap<String, Recoverable> byPid = new ConcurrentHashMap<>();
    private final long windowNanos;
    private final long logNanos;
    private final int logBytes;

    Recovery(Timings timings, Limits limits) {
        this.windowNanos = timings.recovery().toNanos();
        this.logBytes = limits.recoveryBytes();
        // what was sent into a half-open line has to outlive its discovery
        this.logNanos =
                windowNanos + timings.pingInterval().plus(timings.pingTimeout()).toNanos();
    }

    boolean isOn() {
        return windowNanos > 0;
    }

    /** Whether what was left this long ago is of no use to anybody who can still come back. */
    boolean isForgotten(long nanos) {
        return nanos > logNanos;
    }

    /** A log for a room; null when recovery is off. */
    @Nullable RecoveryLog newRoomLog() {
        return isOn() ? new RecoveryLog(logBytes, logNanos) : null;
    }

    /** A log for what one session alone is sent; smaller, since every client can make the server send it something. */
    RecoveryLog newSessionLog() {
        return new RecoveryLog(logBytes / SESSION_SHARE, logNanos);
    }

    int size() {
        return byPid.size();
    }

    void add(String pid, Recoverable session) {
        byPid.put(pid, session);
    }

    /** True for one caller only, who then owns the session. */
    boolean remove(String pid, Recoverable session) {
        return byPid.remove(pid, session);
    }

    void replace(String pid, Recoverable before, Recoverable after) {
        byPid.replace(pid, before, after);
    }

    /** Takes over the session of this pid; the taker is called once, on any thread, with null when there is none. */
    void claim(String pid, Consumer<@Nullable LostSession> taker) {
        Recoverable session = byPid.get(pid);
        if (session == null) {
            taker.accept(null);
        } else {
            session.surrender(taker);
        }
    }
}
