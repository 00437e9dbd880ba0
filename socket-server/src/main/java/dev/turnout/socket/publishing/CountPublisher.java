package dev.turnout.socket.publishing;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Session;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each room's count to its sessions. A lone change goes out at once; under churn a room gets one count per
 * {@link Pace}, always the newest, and always a last one. One fan-out per room is under way at a time. Audience thread
 * only.
 */
public final class CountPublisher implements AudienceListener {

    private static final Logger LOG = LoggerFactory.getLogger(CountPublisher.class);

    private final Endpoint endpoint;
    private final OwnerThread thread;
    private final LongSupplier nanoClock;
    private final int eventLoops;
    private final LoopBudget budget = new LoopBudget();
    private final Map<AuctionId, Feed> feeds = new HashMap<>();

    private long fanOuts;
    private long frames;
    private long welcomes;
    private long failures;

    /** @param eventLoops among how many event loops a room's sessions are spread */
    public CountPublisher(Endpoint endpoint, OwnerThread thread, LongSupplier nanoClock, int eventLoops) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.nanoClock = nanoClock;
        this.eventLoops = eventLoops;
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        if (room.connected() == 0) {
            feeds.remove(room.id());
        } else {
            feeds.computeIfAbsent(room.id(), id -> new Feed(room)).changed();
        }
    }

    /**
     * Sees to it that a session that has just joined knows the count without waiting: unless the room, and the session
     * with it, is being sent the count anyway, the session gets it alone.
     */
    public void welcome(AuctionRoom room, Session session) {
        Feed feed = feeds.get(room.id());
        if (feed != null && feed.behind) {
            welcomes++;
            session.emitLatest(count(room));
        }
    }

    /** Rooms with a session that is connected. */
    public int rooms() {
        return feeds.size();
    }

    /** Fan-outs of counts so far. */
    public long fanOuts() {
        return fanOuts;
    }

    /** Count frames so far, one per session and fan-out, and one per welcome. */
    public long frames() {
        return frames + welcomes;
    }

    /** Counts sent to a newcomer alone so far. */
    public long welcomes() {
        return welcomes;
    }

    /** Fan-outs that the engine could not do. */
    public long failures() {
        return failures;
    }

    /** How many times longer than alone the rooms have to wait because all of them want to send. */
    public double stretch() {
        return budget.stretch();
    }

    private static Event count(AuctionRoom room) {
        return Event.of(Wire.VIEWER_COUNT_UPDATE, IntNode.valueOf(room.count()));
    }

    /** What one room has been sent, and will be. */
    private final class Feed {

        private final AuctionRoom room;
        private final Pace pace = new Pace();
        private boolean behind;
        private boolean timerSet;
        private boolean failing;
        private long lastChange;

        private Feed(AuctionRoom room) {
            this.room = room;
        }

        private void changed() {
            behind = true;
            lastChange = nanoClock.getAsLong();
            if (!pace.flying() && !timerSet) {
                sendOrWait(lastChange);
            }
        }

        private void sendOrWait(long now) {
            long wait = pace.nextStart(lastChange) - now;
            if (wait <= 0) {
                send(now);
            } else {
                timerSet = true;
                thread.after(Duration.ofNanos(wait), this::timeIsUp);
            }
        }

        private void timeIsUp() {
            timerSet = false;
            if (behind && inUse()) {
                sendOrWait(nanoClock.getAsLong());
            }
        }

        private void send(long now) {
            behind = false;
            pace.start(now);
            endpoint.room(room.id().slug())
                    .emitLatest(count(room))
                    .whenComplete(
                            (done, failure) -> thread.execute(() -> sent(done == null ? FanOut.NONE : done, failure)));
        }

        private void sent(FanOut done, @Nullable Throwable failure) {
            note(failure);
            fanOuts++;
            frames += done.sessions();
            long now = nanoClock.getAsLong();
            long perLoop = done.busyNanos() / eventLoops;
            budget.spent(now, perLoop);
            pace.finish(now, done.sessions(), perLoop, room.connected(), budget.stretch());
            if (behind && inUse()) {
                sendOrWait(now);
            }
        }

        private void note(@Nullable Throwable failure) {
            if (failure != null) {
                failures++;
                if (!failing) {
                    LOG.atError()
                            .setCause(failure)
                            .addKeyValue("auction", room.id())
                            .log("counts cannot be sent");
                }
            }
            failing = failure != null;
        }

        /** Once its room has emptied a feed has nothing to say any more; those who come after get a new one. */
        private boolean inUse() {
            return feeds.get(room.id()) == this;
        }
    }
}
