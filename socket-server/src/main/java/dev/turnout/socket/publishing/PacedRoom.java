package dev.turnout.socket.publishing;

import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one value, of which only the newest matters, to one room. A single change is sent at once; under churn the room
 * gets one value per {@link Pace}, always the newest, and always a last one. One fan-out is under way at a time. Audience
 * thread only, except where noted.
 */
final class PacedRoom {

    private static final Logger LOG = LoggerFactory.getLogger(PacedRoom.class);

    private final PacedRooms rooms;
    private final String room;
    private final Supplier<Event> value;
    private final IntSupplier recipients;
    private final Pace pace = new Pace();
    private boolean unsent;
    private boolean sentWithLastChange;
    private boolean timerSet;
    private boolean failing;
    private boolean closed;
    private volatile boolean waits;
    private long lastChange;

    PacedRoom(PacedRooms rooms, String room, Supplier<Event> value, IntSupplier recipients) {
        this.rooms = rooms;
        this.room = room;
        this.value = value;
        this.recipients = recipients;
    }

    /** The value has changed. */
    void changed() {
        unsent = true;
        sentWithLastChange = false;
        lastChange = rooms.nanoClock.getAsLong();
        if (!pace.inFlight() && !timerSet) {
            sendOrWait(lastChange);
        }
    }

    /** A session has joined without a change of the value. */
    void joinedWithoutChange() {
        sentWithLastChange = false;
    }

    /** Whether the last change was followed by a fan-out at once, which includes the session that made the change. */
    boolean sentWithLastChange() {
        return sentWithLastChange;
    }

    /** Whether a fan-out will follow that includes the last change. */
    boolean isUnsent() {
        return unsent;
    }

    /** Whether the next change is sent later, because a fan-out is in flight or the interval is not over. Any thread. */
    boolean waits() {
        return waits;
    }

    /** Nothing is sent any more. */
    void close() {
        closed = true;
    }

    private void sendOrWait(long now) {
        long wait = pace.nextStart(lastChange) - now;
        if (wait <= 0) {
            send(now);
        } else {
            timerSet = true;
            waits = true;
            rooms.thread.after(Duration.ofNanos(wait), this::timerExpired);
        }
    }

    private void timerExpired() {
        timerSet = false;
        if (unsent && !closed) {
            sendOrWait(rooms.nanoClock.getAsLong());
        } else {
            waits = false;
        }
    }

    private void send(long now) {
        unsent = false;
        sentWithLastChange = true;
        waits = true;
        pace.start(now);
        fanOut().whenComplete((done, failure) ->
                rooms.thread.execute(() -> sent(done == null ? FanOut.NONE : done, failure)));
    }

    /** Completes in every case: the pace waits for it. A value that cannot be made or encoded throws at once. */
    private CompletionStage<FanOut> fanOut() {
        try {
            return rooms.endpoint.room(room).emitLatest(value.get());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void sent(FanOut done, @Nullable Throwable failure) {
        note(failure);
        rooms.fanOuts++;
        rooms.frames += done.sessions();
        long now = rooms.nanoClock.getAsLong();
        long perLoop = rooms.perLoop(done.busyNanos());
        rooms.budget.spent(now, perLoop);
        double load = rooms.load.at(now);
        pace.finish(now, done.sessions(), perLoop, recipients.getAsInt(), rooms.budget.stretch(), load);
        if (unsent && !closed) {
            sendOrWait(now);
        } else {
            waits = false;
        }
    }

    private void note(@Nullable Throwable failure) {
        if (failure != null) {
            rooms.failures++;
            if (!failing) {
                LOG.atError().setCause(failure).addKeyValue("room", room).log("values cannot be sent to a room");
            }
        }
        failing = failure != null;
    }
}
