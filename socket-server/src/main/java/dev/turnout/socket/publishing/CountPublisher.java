package dev.turnout.socket.publishing;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.thread.OwnerThread;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sends each room's count to its sessions, at the pace of {@link PacedRoom}, and {@code viewerStats} to those of them that
 * asked for it. Audience thread only.
 */
public final class CountPublisher implements AudienceListener {

    private final PacedRooms paced;
    private final StatsPublisher stats;
    private final Map<AuctionId, PacedRoom> rooms = new HashMap<>();
    private long welcomes;

    /** @param eventLoops among how many event loops a room's sessions are spread */
    public CountPublisher(Endpoint endpoint, OwnerThread thread, LongSupplier nanoClock, int eventLoops) {
        paced = new PacedRooms(endpoint, thread, nanoClock, eventLoops);
        stats = new StatsPublisher(paced);
    }

    /** The engine's room of the sessions that asked for {@code viewerStats}; a slug has no colon. */
    public static String statsRoom(AuctionId id) {
        return id.slug() + ":stats";
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        stats.changed(room, change);
        if (room.connected() == 0) {
            PacedRoom empty = rooms.remove(room.id());
            if (empty != null) {
                empty.close();
            }
            return;
        }
        PacedRoom paced = rooms.computeIfAbsent(room.id(), id -> open(room));
        if (change.difference() != 0) {
            paced.changed();
        } else if (change instanceof Change.Joined) {
            paced.joinedWithoutChange();
        }
    }

    private PacedRoom open(AuctionRoom room) {
        return paced.open(room.id().slug(), () -> count(room), room::connected);
    }

    /**
     * Sees to it that a session that has just joined gets the count without waiting: unless the room, and the session with
     * it, is being sent the count anyway, the session gets it alone.
     */
    public void welcome(AuctionRoom room, Session session) {
        PacedRoom feed = rooms.get(room.id());
        if (feed != null && !feed.sentWithLastChange()) {
            welcomes++;
            session.emitLatest(count(room));
        }
    }

    private static Event count(AuctionRoom room) {
        return Event.of(Wire.VIEWER_COUNT_UPDATE, IntNode.valueOf(room.count()));
    }

    /** Rooms with a session that is connected. */
    public int rooms() {
        return rooms.size();
    }

    /** Fan-outs of counts and statistics so far. */
    public long fanOuts() {
        return paced.fanOuts;
    }

    /** Frames with counts and statistics so far, one per session and fan-out, and one per welcome. */
    public long frames() {
        return paced.frames + welcomes;
    }

    /** Counts sent to a newcomer alone so far. */
    public long welcomes() {
        return welcomes;
    }

    /** Fan-outs that the engine could not do. */
    public long failures() {
        return paced.failures;
    }

    /** How many times longer than alone the rooms have to wait because all of them have something to send. */
    public double stretch() {
        return paced.budget.stretch();
    }
}
