package dev.turnout.engine.socketio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import java.util.ArrayList;
import java.util.List;
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

    /**
     * A session that one client is just taking over: whoever comes meanwhile waits for what becomes of that. A client
     * whose line fails twice comes so, the second time before the first has been noticed.
     */
    final class Handover implements Recoverable {

        private final String pid;
        private final List<Consumer<@Nullable LostSession>> waiting = new ArrayList<>(1);
        private boolean over;

        private Handover(String pid) {
            this.pid = pid;
        }

        @Override
        public void surrender(Consumer<@Nullable LostSession> taker) {
            synchronized (this) {
                if (!over) {
                    waiting.add(taker);
                    return;
                }
            }
            claim(pid, taker);
        }

        private void end() {
            List<Consumer<@Nullable LostSession>> next;
            synchronized (this) {
                over = true;
                next = List.copyOf(waiting);
                waiting.clear();
            }
            next.forEach(taker -> claim(pid, taker));
        }
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

    /** From now on this is what the pid names. */
    void add(String pid, Recoverable session) {
        byPid.put(pid, session);
    }

    /** Begins to hand the session over, for one caller only; null for all others. Ends with {@link #settled}. */
    @Nullable Handover handOver(String pid, Recoverable session) {
        Handover handover = new Handover(pid);
        return byPid.replace(pid, session, handover) ? handover : null;
    }

    /** What became of the session has been added, or nothing has: who waited asks again. */
    void settled(Handover handover) {
        byPid.remove(handover.pid, handover);
        handover.end();
    }

    void remove(String pid, Recoverable session) {
        byPid.remove(pid, session);
    }

    /** False when the pid does not name what it was expected to, but for example a handover. */
    boolean replace(String pid, Recoverable before, Recoverable after) {
        return byPid.replace(pid, before, after);
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
