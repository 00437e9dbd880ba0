package dev.turnout.engine.socketio;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.Outbound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
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
    private final SharedLog shared;
    private final RecoveryLog ownEvents;
    private final RecoverableSessions recoverable;
    private final EndpointRooms rooms;
    private long sequence;
    private long ownSequence;

    /** One object for all sessions that are opened between two events. */
    private Offset lastOpened = Offset.ofRoomEvent(0);

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
        this.shared = new SharedLog(recovery.logNanos());
        this.ownEvents = new RecoveryLog(recovery.allSessionsBytes(), recovery.logNanos(), counters);
        this.recoverable = new RecoverableSessions(recovery, counters, ownEvents::remove);
        this.rooms = new EndpointRooms(this, loops, recovery, shared, counters);
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
    public synchronized void shareLog(String engine, long begin, long end) {
        endContinuedFrom(shared.join(engine, begin, end));
        sequence = Math.max(sequence, end);
    }

    @Override
    public synchronized void placed(EventId id, long position) {
        shared.placed(id);
        passed(position);
    }

    @Override
    public synchronized void passed(long position) {
        at(position);
        sequence = Math.max(sequence, position);
    }

    @Override
    public synchronized void readToEnd() {
        endContinuedFrom(shared.readToEnd());
    }

    private void at(long position) {
        endContinuedFrom(shared.at(position));
    }

    /** Before anything else is sent to them. */
    private void endContinuedFrom(Set<Long> missing) {
        if (!missing.isEmpty()) {
            recoverable.live(session -> session.isContinuedFrom(missing)).forEach(SocketIoSession::endIfCarried);
        }
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
        shared.continuedElsewhere(sessionId);
    }

    // ---- sessions

    /**
     * Registers a new session and puts it into its rooms; on the session's loop.
     *
     * @return the offset of the last event before it
     */
    synchronized Offset open(SocketIoSession session, List<String> roomNames) {
        Offset begin = shared.offset(sequence, now());
        lastOpened = begin.equals(lastOpened) ? lastOpened : begin;
        open(session, roomNames, sequence, lastOpened, null);
        return lastOpened;
    }

    private void open(
            SocketIoSession session, List<String> roomNames, long after, Offset received, @Nullable Carried carried) {
        session.opened(received, carried);
        if (session.isRecoverable()) {
            recoverable.opened(session);
            shared.began(session.id());
        }
        for (String name : roomNames) {
            RoomState room = rooms.existingOrNew(name);
            room.members++;
            session.joined(room.on(session.loop()), after);
        }
    }

    /** Whether the session of this id may still be continued; missed events are collected later. */
    synchronized boolean remembers(String id) {
        return recoverable.live(id) != null || disconnected(id) != null;
    }

    private RecoverableSessions.@Nullable Disconnected disconnected(String id) {
        RecoverableSessions.Disconnected here = recoverable.disconnected(id, now());
        boolean elsewhere = here == null && shared.isJoined() && !shared.beganHere(id);
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
        Offset received = shared.own(point.lastReceived());
        if (lost == null || received == null || (!shared.isJoined() && received.room() > sequence)) {
            return Resumption.IMPOSSIBLE;
        }
        List<RecoveryLog.Entry> missed = new ArrayList<>();
        if (!collectMissed(received, roomNames, lost.ownEvents(), missed)) {
            return Resumption.IMPOSSIBLE;
        }
        Carried carried = shared.carried(received, now());
        List<Outbound> events =
                missed.stream().map(entry -> entry.outbound(carried)).toList();
        if (!session.loop().canQueue(events)) {
            return Resumption.IMPOSSIBLE; // it would be closed for its full queue, with every attempt
        }
        recoverable.continued(point.id());
        session.ownEvents(lost.ownEvents());
        long after = carried == null ? Math.max(sequence, received.room()) : sequence;
        open(session, roomNames, after, opened(after, carried), carried);
        return new Resumption(null, events);
    }

    /** The offset of a session that has received all that this engine has sent up to {@code after}. */
    private Offset opened(long after, @Nullable Carried carried) {
        Offset offset = after > sequence ? Offset.ofRoomEvent(after) : shared.offset(after, now());
        return carried == null ? offset : carried.in(offset);
    }

    private boolean collectMissed(
            Offset after, List<String> roomNames, RecoveryLog.@Nullable Partition own, List<RecoveryLog.Entry> missed) {
        boolean complete = own == null || own.collect(after, missed);
        complete = complete && after.room() >= shared.begin();
        for (String name : roomNames) {
            complete = complete && rooms.collectMissed(name, after, missed);
        }
        missed.removeIf(entry -> shared.contains(after, entry));
        missed.sort(Comparator.comparing(RecoveryLog.Entry::offset));
        return complete;
    }

    /** The session has ended: it leaves its rooms, and is kept for recovery if it may be continued. On its loop. */
    synchronized void close(SocketIoSession session, boolean mayBeContinued) {
        for (Membership left = session.takeMembership(); left != null; left = session.takeMembership()) {
            left.room.remove(left);
            rooms.memberLeft(left.room);
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
        RoomState room = rooms.existingOrNew(name);
        room.members++;
        room.on(loop).reserve();
        return new Reservation(room.on(loop), sequence);
    }

    /** Puts a session into the room; on the session's loop. */
    synchronized void join(SocketIoSession session, Reservation place) {
        place.room().releaseReservation();
        session.joined(place.room(), place.takenAt());
    }

    /** The session has ended, or is in the room already; on its loop. */
    synchronized void cancel(Reservation place) {
        place.room().releaseReservation();
        rooms.memberLeft(place.room());
    }

    /** Takes a session out of a room; on the session's loop. */
    synchronized void leave(Membership membership) {
        membership.room.remove(membership);
        rooms.memberLeft(membership.room);
    }

    /** Drops what no client can recover any more: old events, lost sessions, rooms that are empty for too long. */
    synchronized void forget(long now) {
        rooms.forget(now);
        ownEvents.dropExpired(now);
        recoverable.forget(now);
    }

    /** Sessions in the room, or with a place reserved. */
    synchronized int members(String name) {
        return rooms.members(name);
    }

    synchronized int rooms() {
        return rooms.size();
    }

    // ---- events

    CompletionStage<FanOut> emit(String name, Event event) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            RoomState room = rooms.get(name);
            if (room == null) {
                return new FanOutReport(0).whole();
            }
            return send(room, encoded, RecoveryLog.NO_POSITION, null);
        }
    }

    /** The same at a position of the shared log; the event is also for sessions that are continued here later. */
    CompletionStage<FanOut> emit(String name, Event event, long position, EventId id) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            RoomState room = rooms.existingOrNew(name);
            room.emptySince = now();
            at(position);
            sequence = Math.max(sequence, position - 1);
            return send(room, encoded, position, id);
        }
    }

    /** The same before its position is known; nobody has received it where there is no room. */
    CompletionStage<FanOut> emitAhead(String name, Event event, EventId id) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            RoomState room = rooms.get(name);
            if (room == null) {
                return new FanOutReport(0).whole();
            }
            shared.sentAhead(id, now());
            return send(room, encoded, RecoveryLog.NO_POSITION, id);
        }
    }

    /** Logs an event of the time before this engine joined the shared log. */
    void log(String name, Event event, long position, EventId id) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(namespace, event, Packet.NO_ID);
        synchronized (this) {
            at(position);
            shared.placed(id);
            RoomState room = rooms.existingOrNew(name);
            if (room.logged() == null) {
                return;
            }
            if (room.members == 0) {
                room.emptySince = now();
            }
            Outbound unused = rooms.log(room.logged(), Offset.ofRoomEvent(position), now(), encoded, position, id);
        }
    }

    /** Under the lock, which keeps the order of the events. */
    private CompletionStage<FanOut> send(
            RoomState room, PacketEncoder.Encoded encoded, long position, @Nullable EventId id) {
        Offset offset = shared.offset(++sequence, now());
        Outbound plain = encoded.outbound();
        RecoveryLog.Partition logged = room.logged();
        Outbound recoverable = logged == null ? plain : rooms.log(logged, offset, now(), encoded, position, id);
        RoomEvent.Shared place = shared.carries(now()) ? new RoomEvent.Shared(position, id, encoded) : null;
        RoomEvent event = new RoomEvent(offset, plain, recoverable, place);
        return room.toLoops((loopRoom, report) -> loopRoom.send(event, report));
    }

    /** Logs an event for one session alone; on the session's loop. */
    synchronized PacketEncoder.Encoded logged(SocketIoSession session, PacketEncoder.Encoded encoded, Offset sent) {
        Carried carried = session.carried();
        Offset offset = (carried == null ? sent : carried.in(sent)).own(++ownSequence);
        PacketEncoder.Encoded withOffset = encoded.withArgument(offset.json());
        RecoveryLog.Partition own = session.ownEvents();
        if (own == null) {
            own = new RecoveryLog.Partition(recovery.sessionBytes());
            session.ownEvents(own);
        }
        Outbound unused = ownEvents.add(own, offset, now(), withOffset, RecoveryLog.NO_POSITION, null);
        return withOffset;
    }

    CompletionStage<FanOut> emitLatest(String name, Event event) {
        Outbound value = PacketEncoder.latest(namespace, event, recovers());
        synchronized (this) {
            RoomState room = rooms.get(name);
            if (room == null) {
                return new FanOutReport(0).whole();
            }
            return room.toLoops((loopRoom, report) -> loopRoom.sendLatest(event.name(), value, report));
        }
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
