package dev.turnout.engine.socketio;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.engineio.Outbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
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
    private final Recovery recovery;
    private final Map<String, RoomState> rooms = new HashMap<>();
    private long sequence;

    TurnoutEndpoint(
            String path, String namespace, SessionHandler handler, List<LoopSessions> loops, Recovery recovery) {
        this.path = path;
        this.namespace = namespace;
        this.handler = handler;
        this.loops = loops;
        this.recovery = recovery;
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

    Recovery recovery() {
        return recovery;
    }

    @Override
    public Room room(String name) {
        return new TurnoutRoom(this, name);
    }

    /**
     * Takes a place in a room for a session of this loop, from any thread: what is emitted from here on waits behind the
     * session's joining. To be used or given back on the loop.
     */
    synchronized Reservation reserve(String name, LoopSessions loop) {
        RoomState room = rooms.computeIfAbsent(name, key -> new RoomState(this, name, loops, recovery.newRoomLog()));
        room.members++;
        room.on(loop).expectOne();
        return new Reservation(room.on(loop), sequence);
    }

    /** Puts a session into the room; on the session's loop. */
    synchronized Membership join(SocketIoSession session, Reservation place, @Nullable Membership next) {
        Membership membership = new Membership(session, place.room(), place.takenAt(), next);
        place.room().expectOneLess();
        place.room().add(membership);
        return membership;
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
        if (room.members == 0 && room.log() == null) {
            rooms.remove(room.name());
        }
    }

    /** Forgets the rooms whose last member, lost or not, is too long gone to come back, and old events of the others. */
    synchronized void forget(long now) {
        rooms.values().removeIf(room -> room.members == 0 && recovery.isForgotten(now - room.emptySince));
        for (RoomState room : rooms.values()) {
            if (room.log() != null) {
                room.log().forget(now);
            }
        }
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
        RecoveryLog log = room.log();
        if (log == null) {
            return new RoomEvent(sequence, plain, plain);
        }
        Offset offset = Offset.ofRoomEvent(sequence);
        PacketEncoder.Encoded withOffset = encoded.withArgument(offset.json());
        Outbound recoverable = Outbound.message(withOffset.text(), withOffset.attachments());
        log.add(offset, loops.get(0).now(), recoverable);
        return new RoomEvent(sequence, plain, recoverable);
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
        if (recovery.isOn() && (args == 0 || event.args().get(args - 1).isTextual())) {
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
            loopRoom.forEach(SocketIoSession::disconnect);
            report.done(members, 0);
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
        occupied.forEach(loopRoom -> loopRoom.loop().execute(() -> action.act(loopRoom, report)));
        return report.whole();
    }

    /**
     * Adds what a returning session missed in one of its rooms.
     *
     * @return false when not everything is still known
     */
    synchronized boolean missedIn(String name, Predicate<Offset> missed, List<RecoveryLog.Entry> into) {
        RoomState room = rooms.get(name);
        return room != null && room.log() != null && room.log().collect(missed, into);
    }

    /**
     * Puts a session into the rooms of the lost one it continues.
     *
     * @return what it missed up to now, all that is emitted later reaches it as a member; empty when not everything is
     *     still known, and then it is in no room
     */
    synchronized Optional<List<RecoveryLog.Entry>> rejoin(
            SocketIoSession session, LostSession lost, Optional<Offset> seen) {
        Optional<List<RecoveryLog.Entry>> missed = lost.missed(seen);
        if (missed.isPresent()) {
            session.caughtUpTo(sequence);
            lost.places().forEach(session::joinAgain);
        }
        return missed;
    }
}
