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

    // ---- sessions

    /**
     * Registers a new session and puts it into its rooms; on the session's loop.
     *
     * @return the sequence of the last event before it
     */
    synchronized long open(SocketIoSession session, List<String> roomNames) {
        session.opened(sequence);
        if (session.isRecoverable()) {
            recoverable.opened(session);
        }
        for (String name : roomNames) {
            RoomState room = existingOrNew(name);
            room.members++;
            session.joined(room.on(session.loop()), sequence);
        }
        return sequence;
    }

    /** Whether a client may still come back to the session of this id; what it missed is looked for later. */
    synchronized boolean remembers(String id) {
        return recoverable.live(id) != null || recoverable.disconnected(id, now()) != null;
    }

    /**
     * The outcome of {@link #resume}. At most one of the two is not null; when both are, the session cannot be continued.
     *
     * @param live the session's connection seems alive: it has to be closed before it can be continued
     * @param missed the session has been continued, and these are the events it missed, in order
     */
    record Resumption(
            @Nullable SocketIoSession live, @Nullable List<RecoveryLog.Entry> missed) {

        private static final Resumption IMPOSSIBLE = new Resumption(null, null);
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
        RecoverableSessions.Disconnected lost = recoverable.disconnected(point.id(), now());
        if (lost == null || point.lastReceived().room() > sequence) {
            return Resumption.IMPOSSIBLE;
        }
        List<RecoveryLog.Entry> missed = new ArrayList<>();
        if (!collectMissed(point.lastReceived(), roomNames, lost.ownEvents(), missed)) {
            return Resumption.IMPOSSIBLE;
        }
        recoverable.continued(point.id());
        session.ownEvents(lost.ownEvents());
        open(session, roomNames);
        return new Resumption(null, missed);
    }

    private boolean collectMissed(
            Offset after, List<String> roomNames, RecoveryLog.@Nullable Stream own, List<RecoveryLog.Entry> missed) {
        boolean complete = own == null || own.collect(after, missed);
        for (String name : roomNames) {
            RoomState room = rooms.get(name);
            if (room != null && room.logged() != null) {
                complete = complete && room.logged().collect(after, missed);
            }
        }
        missed.sort(Comparator.comparing(RecoveryLog.Entry::offset));
        return complete;
    }

    /** The session has ended: it leaves its rooms, and waits for its client if that may come back. On its loop. */
    synchronized void close(SocketIoSession session, boolean mayBeContinued) {
        for (Membership left = session.takeMembership(); left != null; left = session.takeMembership()) {
            left.room.remove(left);
            oneLess(left.room);
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
     * Takes a place in a room for a session of this loop, from any thread: what is emitted from here on waits behind the
     * session's joining. To be used or given back on the loop.
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

    /** The session is gone, or in the room already; on its loop. */
    synchronized void giveBack(Reservation place) {
        place.room().expectOneLess();
        oneLess(place.room());
    }

    /** Takes a session out of a room; on the session's loop. */
    synchronized void leave(Membership membership) {
        membership.room.remove(membership);
        oneLess(membership.room);
    }

    private void oneLess(LoopRoom left) {
        RoomState room = left.room();
        room.members--;
        room.emptySince = left.loop().now();
        if (room.members == 0 && room.logged() == null) {
            rooms.remove(room.name());
        }
    }

    /** Drops what no client can return for any more: old events, lost sessions, rooms that are empty for too long. */
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
        }
        return forgotten;
    }

    /** Sessions in the room, or on their way in. */
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
            return toLoops(room, (loopRoom, report) -> loopRoom.send(roomEvent, report));
        }
    }

    private RoomEvent sequenced(RoomState room, PacketEncoder.Encoded encoded) {
        sequence++;
        Outbound plain = Outbound.message(encoded.text(), encoded.attachments());
        RecoveryLog.Stream logged = room.logged();
        if (logged == null) {
            return new RoomEvent(sequence, plain, plain);
        }
        Offset offset = Offset.ofRoomEvent(sequence);
        PacketEncoder.Encoded withOffset = encoded.withArgument(offset.json());
        Outbound recoverable = Outbound.message(withOffset.text(), withOffset.attachments());
        roomEvents.add(logged, offset, now(), recoverable);
        return new RoomEvent(sequence, plain, recoverable);
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
            return toLoops(room, (loopRoom, report) -> loopRoom.sendLatest(event.name(), value, report));
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
        return toLoops(room, (loopRoom, report) -> {
            int members = loopRoom.size();
            try {
                loopRoom.forEach(SocketIoSession::disconnect);
            } finally {
                report.done(members, 0);
            }
        });
    }

    private interface OnLoop {
        void act(LoopRoom loopRoom, FanOutReport report);
    }

    private static CompletionStage<FanOut> toLoops(RoomState room, OnLoop action) {
        List<LoopRoom> occupied = new ArrayList<>(room.loopRooms().length);
        for (LoopRoom loopRoom : room.loopRooms()) {
            if (!loopRoom.isEmpty()) {
                occupied.add(loopRoom);
            }
        }
        FanOutReport report = new FanOutReport(occupied.size());
        for (LoopRoom loopRoom : occupied) {
            if (!loopRoom.loop().execute(() -> action.act(loopRoom, report))) {
                report.done(0, 0);
            }
        }
        return report.whole();
    }
}
