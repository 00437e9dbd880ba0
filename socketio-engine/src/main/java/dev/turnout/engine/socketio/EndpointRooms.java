package dev.turnout.engine.socketio;

import dev.turnout.engine.EventId;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.Outbound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of an endpoint, and the events of each that its members may come back for. An empty room stays as long as its
 * events may be asked for. Guarded by the endpoint's lock.
 */
final class EndpointRooms {

    private final TurnoutEndpoint endpoint;
    private final List<LoopSessions> loops;
    private final RecoverySettings recovery;
    private final SharedLog shared;
    private final RecoveryLog events;
    private final Map<String, RoomState> rooms = new HashMap<>();

    EndpointRooms(
            TurnoutEndpoint endpoint,
            List<LoopSessions> loops,
            RecoverySettings recovery,
            SharedLog shared,
            EngineCounters counters) {
        this.endpoint = endpoint;
        this.loops = loops;
        this.recovery = recovery;
        this.shared = shared;
        this.events = new RecoveryLog(recovery.allRoomsBytes(), recovery.logNanos(), counters);
    }

    @Nullable RoomState get(String name) {
        return rooms.get(name);
    }

    RoomState existingOrNew(String name) {
        RoomState room = rooms.get(name);
        if (room == null) {
            RecoveryLog.Partition logged = recovery.enabled() ? new RecoveryLog.Partition(recovery.roomBytes()) : null;
            if (logged != null) {
                logged.droppedUpTo(shared.droppedUpTo(name));
            }
            room = new RoomState(endpoint, name, loops, logged);
            rooms.put(name, room);
        }
        return room;
    }

    int size() {
        return rooms.size();
    }

    /** Sessions in the room, or with a place reserved. */
    int members(String name) {
        RoomState room = rooms.get(name);
        return room == null ? 0 : room.members;
    }

    /** A session has left, or given a reserved place back; on its loop. */
    void memberLeft(LoopRoom left) {
        RoomState room = left.room();
        room.members--;
        room.emptySince = left.loop().now();
        if (room.members == 0 && room.logged() == null) {
            rooms.remove(room.name());
        }
    }

    /** What is sent to members that can be continued: the event with its offset. */
    Outbound log(
            RecoveryLog.Partition partition,
            Offset offset,
            long now,
            PacketEncoder.Encoded encoded,
            long position,
            @Nullable EventId id) {
        return events.add(partition, offset, now, encoded.withArgument(offset.json()), position, id);
    }

    /** @return whether all that was missed in this room is still here */
    boolean collectMissed(String name, Offset after, List<RecoveryLog.Entry> missed) {
        RoomState room = rooms.get(name);
        if (room != null && room.logged() != null) {
            return room.logged().collect(after, missed);
        }
        return after.room() >= shared.droppedUpTo(name);
    }

    /** Drops old events, and rooms that are empty for too long. */
    void forget(long now) {
        rooms.values().removeIf(room -> room.members == 0 && isForgotten(room, now));
        events.dropExpired(now);
    }

    private boolean isForgotten(RoomState room, long now) {
        boolean forgotten = now - room.emptySince > recovery.logNanos();
        if (forgotten && room.logged() != null) {
            events.remove(room.logged());
            Offset dropped = room.logged().lastDropped();
            if (shared.isJoined() && dropped != null) {
                shared.dropped(room.name(), dropped.room());
            }
        }
        return forgotten;
    }
}
