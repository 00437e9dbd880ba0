package dev.turnout.engine.socketio;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.Outbound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A namespace under a base path and its rooms. Any thread; one lock keeps the events of all its rooms in one order, the
 * same on every loop and in the recovery logs.
 */
final class TurnoutEndpoint implements Endpoint {

    private final String path;
    private final String namespace;
    private final SessionHandler handler;
    private final List<LoopSessions> loops;
    private final RecoverySettings recovery;
    private final Map<String, RoomState> rooms = new HashMap<>();
    private final RecoveryLog roomEvents;
    private final RecoveryLog ownEvents;
    private final RecoverableSessions recoverable;
    private @Nullable SharedLog shared;
    private long sequence;
    private long ownSequence;

    TurnoutEndpoint(
            String path,
            String namespace,
            SessionHandler handler,
            List<LoopSessions> loops,
            RecoverySettings recovery,
            EngineCounters counters) {
        this.path = path;
        this.namespace = namespace;
        this.handler = handler;
        this.loops = loops;
        this.recovery = recovery;
        this.roomEvents = new RecoveryLog(recovery.allRoomsBytes(), recovery.logNanos(), counters);
        this.ownEvents = new RecoveryLog(recovery.allSessionsBytes(), recovery.logNanos(), counters);
        this.recoverable = new RecoverableSessions(recovery, counters, ownEvents::remove);
    }

    String path() {
        return path;
    }

    String namespace() {
        return namespace;
    }

    SessionHandler handler() {
        return handler;
    }

    /** Whether sessions can be continued here. */
    boolean recovers() {
        return recovery.enabled();
    }

    @Override
    public Room room(String name) {
        return new TurnoutRoom(this, name);
    }

    @Override
    public synchronized void shareLog(long begin, long end) {
        shared = new SharedLog(begin);
        sequence = Math.max(sequence, end);
    }

    @Override
    public void continuedElsewhere(String sessionId) {
        SocketIoSession live;
        synchronized (this) {
            live = recoverable.live(sessionId);
        }
        if (live == null) {
            forget(sessionId);
        } else {
            live.replace(() -> forget(sessionId));
        }
    }

    /** The session continues on another engine; a later return to this engine is a take-over from there. */
    private synchronized void forget(String sessionId) {
        recoverable.continued(sessionId);
        if (shared != null) {
            shared.continuedElsewhere(sessionId);
        }
    }

    // ---- sessions

    /**
     * Registers a new session and puts it into its rooms; on the session's loop.
     *
     * @return the sequence of the last event before it
     */
    synchronized long open(SocketIoSession session, List<String> roomNames) {
        return open(session, roomNames, sequence);
    }

    private long open(SocketIoSession session, List<String> roomNames, long after) {
        session.opened(after);
        if (session.isRecoverable()) {
            recoverable.opened(session);
            if (shared != null) {
                shared.began(session.id());
            }
        }
        for (String name : roomNames) {
            RoomState room = existingOrNew(name);
            room.members++;
            session.joined(room.on(session.loop()), after);
        }
        return after;
    }

    /** Whether the session of this id may still be continued; missed events are collected later. */
    synchronized boolean remembers(String id) {
        return recoverable.live(id) != null || disconnected(id) != null;
    }

    private RecoverableSessions.@Nullable Disconnected disconnected(String id) {
        RecoverableSessions.Disconnected here = recoverable.disconnected(id, now());
        boolean elsewhere = here == null && shared != null && !shared.beganHere(id);
        return elsewhere ? new RecoverableSessions.Disconnected(now(), null) : here;
    }

    /**
     * Continues a lost session with a new connection; on the new connection's loop. Everything emitted later reaches it as
     * a member of its rooms.
     */
    synchronized Resumption resume(SocketIoSession session, RecoveryPoint point, List<String> roomNames) {
        SocketIoSession live = recoverable.live(point.id());
        if (live != null) {
            return new Resumption(live, null);
        }
        RecoverableSessions.Disconnected lost = disconnected(point.id());
        long after = Math.max(sequence, point.lastReceived().room());
        if (lost == null || (shared == null && after > sequence)) {
            return Resumption.IMPOSSIBLE;
        }
        List<RecoveryLog.Entry> missed = new ArrayList<>();
        if (!collectMissed(point.lastReceived(), roomNames, lost.ownEvents(), missed)) {
            return Resumption.IMPOSSIBLE;
        }
        recoverable.continued(point.id());
        session.ownEvents(lost.ownEvents());
        open(session, roomNames, after);
        return new Resumption(null, missed);
    }

    private boolean collectMissed(
            Offset after, List<String> roomNames, RecoveryLog.@Nullable Stream own, List<RecoveryLog.Entry> missed) {
        boolean complete = own == null || own.collect(after, missed);
        complete = complete && (shared == null || after.room() >= shared.begin());
        for (String name : roomNames) {
            RoomState room = rooms.get(name);
            if (room != null && room.logged() != null) {
                complete = complete && room.logged().collect(after, missed);
            } else if (shared != null) {
                complete = complete && after.room() >= shared.droppedUpTo(name);
            }
        }
        missed.sort(Comparator.comparing(RecoveryLog.Entry::offset));
        return complete;
    }

    /** The session has ended: it leaves its rooms, and is kept for recovery if it may be continued. On its loop. */
    synchronized void close(SocketIoSession session, boolean mayBeContinued) {
        for (Membership left = session.takeMembership(); left != null; left = session.takeMembership()) {
            left.room.remove(left);
            memberLeft(left.room);
        }
        if (session.isRecoverable()) {
            recoverable.closed(session, mayBeContinued, now());
        }
    }

    /** Sessions that are live, or wait for their clients. */
    synchronized int recoverableSessions() {
        return recoverable.size();
    }

    private long now() {
        return loops.get(0).now();
    }

    // ---- rooms

    /**
     * Takes a place in a room for a session of this loop, from any thread: events emitted from here on are sent after the
     * session has joined. To be used or given back on the loop.
     */
    synchronized Reservation reserve(String name, LoopSessions loop) {
        RoomState room = existingOrNew(name);
        room.members++;
        room.on(loop).expectOne();
        return new Reservation(room.on(loop), sequence);
    }

    private RoomState existingOrNew(String name) {
        RoomState room = rooms.get(name);
        if (room == null) {
            RecoveryLog.Stream logged = recovers() ? new RecoveryLog.Stream(recovery.roomBytes()) : null;
            if (logged != null && shared != null) {
                logged.droppedUpTo(shared.droppedUpTo(name));
            }
            room = new RoomState(this, name, loops, logged);
            rooms.put(name, room);
        }
        return room;
    }

    /** Puts a session into the room; on the session's loop. */
    synchronized void join(SocketIoSession session, Reservation place) {
        place.room().expectOneLess();
        session.joined(place.room(), place.takenAt());
    }

    /** The session has ended, or is in the room already; on its loop. */
    synchronized void giveBack(Reservation place) {
        place.room().expectOneLess();
        memberLeft(place.room());
    }

    /** Takes a session out of a room; on the session's loop. */
    synchronized void leave(Membership membership) {
        membership.room.remove(membership);
        memberLeft(membership.room);
    }

    private void memberLeft(LoopRoom left) {
        RoomState room = left.room();
        room.members--;
        room.emptySince = left.loop().now();
        if (room.members == 0 && room.logged() == null) {
            rooms.remove(room.name());
        }
    }

    /** Drops what no client can recover any more: old events, lost sessions, rooms that are empty for too long. */
    synchronized void forget(long now) {
        rooms.values().removeIf(room -> room.members == 0 && isForgotten(room, now));
        roomEvents.dropExpired(now);
        ownEvents.dropExpired(now);
        recoverable.forget(now);
    }

    private boolean isForgotten(RoomState room, long now) {
        boolean forgotten = now - room.emptySince > recovery.logNanos();
        if (forgotten && room.logged() != null) {
            roomEvents.remove(room.logged());
            Offset dropped = room.logged().lastDropped();
            if (shared != null && dropped != null) {
                shared.dropped(room.name(), dropped.room());
            }
        }
        return forgotten;
    }

    /** Sessions in the room, or with a place reserved. */
    synchronized int members(String name) {
        RoomState room = rooms.get(name);
        return room == null ? 0 : room.members;
    }

    synchronized int rooms() {
        return rooms.size();
    }

    CompletionStage<FanOut> emit(String name, Event event) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            RoomState room = rooms.get(name);
            if (room == null) {
                return new FanOutReport(0).whole();
            }
            RoomEvent roomEvent = sequenced(room, encoded);
            return room.toLoops((loopRoom, report) -> loopRoom.send(roomEvent, report));
        }
    }

    /** The same at a position of the shared log; the event is also for sessions that are continued here later. */
    CompletionStage<FanOut> emit(String name, Event event, long position) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            RoomState room = existingOrNew(name);
            room.emptySince = now();
            sequence = Math.max(sequence, position - 1);
            RoomEvent roomEvent = sequenced(room, encoded);
            return room.toLoops((loopRoom, report) -> loopRoom.send(roomEvent, report));
        }
    }

    /** Logs an event of the time before this engine joined the shared log. */
    void log(String name, Event event, long position) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            RoomState room = existingOrNew(name);
            if (room.logged() == null) {
                return;
            }
            if (room.members == 0) {
                room.emptySince = now();
            }
            log(room.logged(), position, encoded);
        }
    }

    private RoomEvent sequenced(RoomState room, PacketEncoder.Encoded encoded) {
        sequence++;
        Outbound plain = Outbound.message(encoded.text(), encoded.attachments());
        RecoveryLog.Stream logged = room.logged();
        if (logged == null) {
            return new RoomEvent(sequence, plain, plain);
        }
        return new RoomEvent(sequence, plain, log(logged, sequence, encoded));
    }

    private Outbound log(RecoveryLog.Stream stream, long position, PacketEncoder.Encoded encoded) {
        Offset offset = Offset.ofRoomEvent(position);
        PacketEncoder.Encoded withOffset = encoded.withArgument(offset.json());
        Outbound recoverable = Outbound.message(withOffset.text(), withOffset.attachments());
        roomEvents.add(stream, offset, now(), recoverable);
        return recoverable;
    }

    /** Logs an event for one session alone; on the session's loop. */
    synchronized PacketEncoder.Encoded logged(SocketIoSession session, PacketEncoder.Encoded encoded, long sentUpTo) {
        Offset offset = new Offset(sentUpTo, ++ownSequence);
        PacketEncoder.Encoded withOffset = encoded.withArgument(offset.json());
        RecoveryLog.Stream own = session.ownEvents();
        if (own == null) {
            own = new RecoveryLog.Stream(recovery.sessionBytes());
            session.ownEvents(own);
        }
        ownEvents.add(own, offset, now(), Outbound.message(withOffset.text(), withOffset.attachments()));
        return withOffset;
    }

    CompletionStage<FanOut> emitLatest(String name, Event event) {
        Outbound value = latest(event);
        synchronized (this) {
            RoomState room = rooms.get(name);
            if (room == null) {
                return new FanOutReport(0).whole();
            }
            return room.toLoops((loopRoom, report) -> loopRoom.sendLatest(event.name(), value, report));
        }
    }

    /**
     * A value of which only the newest matters; never ends in a string, be it the name, which a client would take for an
     * offset.
     */
    Outbound latest(Event event) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        int args = event.args().size();
        if (recovers() && (args == 0 || event.args().get(args - 1).isTextual())) {
            encoded = encoded.withArgument("null");
        }
        return Outbound.latest(encoded.text(), encoded.attachments(), event.name());
    }

    synchronized CompletionStage<FanOut> disconnect(String name) {
        RoomState room = rooms.get(name);
        if (room == null) {
            return new FanOutReport(0).whole();
        }
        return room.toLoops((loopRoom, report) -> {
            int members = loopRoom.size();
            try {
                loopRoom.forEach(SocketIoSession::disconnect);
            } finally {
                report.done(members, 0);
            }
        });
    }
}
