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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Sends each room's count to its sessions, at the pace of {@link PacedRoom}, and {@code viewerStats} to those of them that
 * requested it. Audience thread only, except where noted.
 */
public final class CountPublisher implements AudienceListener {

    private final PacedRooms paced;
    private final StatsPublisher stats;
    private final ConcurrentMap<AuctionId, Feed> rooms = new ConcurrentHashMap<>();
    private final LongAdder firstCounts = new LongAdder();

    /**
     * @param eventLoops among how many event loops a room's sessions are spread
     * @param processorNanos what the process has used of all cores so far; constant where that is not known
     */
    public CountPublisher(
            Endpoint endpoint,
            OwnerThread thread,
            LongSupplier nanoClock,
            int eventLoops,
            LongSupplier processorNanos) {
        paced = new PacedRooms(endpoint, thread, nanoClock, eventLoops, processorNanos);
        stats = new StatsPublisher(paced);
    }

    /** The engine's room of the sessions that requested {@code viewerStats}; a slug has no colon. */
    public static String statsRoom(AuctionId id) {
        return id.slug() + ":stats";
    }

    /** The engine's room of the sessions that receive {@code viewerStats} with countries. */
    public static String countriesRoom(AuctionId id) {
        return id.slug() + ":stats:countries";
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        stats.changed(room, change);
        if (room.connected() == 0) {
            Feed empty = rooms.remove(room.id());
            if (empty != null) {
                empty.paced.close();
            }
            return;
        }
        Feed feed = rooms.computeIfAbsent(room.id(), id -> new Feed(open(room)));
        feed.count = room.count();
        if (change.difference() != 0) {
            feed.paced.changed();
        } else if (change instanceof Change.Joined) {
            feed.paced.joinedWithoutChange();
        }
    }

    private PacedRoom open(AuctionRoom room) {
        return paced.open(room.id().slug(), () -> count(room.count()), room::connected);
    }

    /** What one room is sent. */
    private static final class Feed {

        private final PacedRoom paced;
        private volatile int count;

        private Feed(PacedRoom paced) {
            this.paced = paced;
        }
    }

    /**
     * Sends a session whose joining is about to add one to the count the new count, if the room will be sent its own later:
     * under churn the count then leaves with the answer to the CONNECT. Sessions that join at the same moment may be sent
     * the same count; the fan-out that follows corrects it. On the session's loop.
     *
     * @return whether it was sent
     */
    public boolean sendFirstCountEarly(AuctionId id, Session session) {
        Feed feed = rooms.get(id);
        if (feed == null || !feed.paced.waits()) {
            return false;
        }
        firstCounts.increment();
        session.emitLatest(count(feed.count + 1));
        return true;
    }

    /**
     * Sends the count to a session that has just joined, unless the count is being sent to the whole room, which includes
     * the session.
     *
     * @param early whether {@link #sendFirstCountEarly} has sent it a count, so that it can wait for the room's next one
     */
    public void sendFirstCount(AuctionRoom room, Session session, boolean early) {
        Feed feed = rooms.get(room.id());
        if (feed == null || feed.paced.sentWithLastChange() || (early && feed.paced.isUnsent())) {
            return;
        }
        firstCounts.increment();
        session.emitLatest(count(room.count()));
    }

    private static Event count(int count) {
        return Event.of(Wire.VIEWER_COUNT_UPDATE, IntNode.valueOf(count));
    }

    /** Rooms with a session that is connected. */
    public int rooms() {
        return rooms.size();
    }

    /** Fan-outs of counts and statistics so far. */
    public long fanOuts() {
        return paced.fanOuts;
    }

    /** Frames with counts and statistics so far, one per session and fan-out, and the first counts. */
    public long frames() {
        return paced.frames + firstCounts.sum();
    }

    /** Counts sent to a session that has just joined, and to no other, so far. */
    public long firstCounts() {
        return firstCounts.sum();
    }

    /** Fan-outs that the engine could not do. */
    public long failures() {
        return paced.failures;
    }

    /** Factor on the intervals of all rooms, 1 or more, because their fan-outs share the event loops. */
    public double stretch() {
        return paced.budget.stretch();
    }
}
