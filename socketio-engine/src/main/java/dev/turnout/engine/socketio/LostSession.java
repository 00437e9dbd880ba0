package dev.turnout.engine.socketio;

import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.socketio.Recovery.Handover;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is left of a session whose line was lost, until its client comes back or the time is over. On its loop. */
final class LostSession extends Deadline implements Recovery.Recoverable {

    /** A room it was in, and the last event before it joined. */
    record Place(String room, long joinedAt) {}

    private final LoopSessions loop;
    private final TurnoutEndpoint endpoint;
    private final String id;
    private final String pid;
    private final @Nullable Object attachment;
    private final List<Place> places;
    private final @Nullable RecoveryLog ownLog;
    private final long ownEvents;
    private @Nullable Handover handover;

    LostSession(
            LoopSessions loop,
            TurnoutEndpoint endpoint,
            String id,
            String pid,
            @Nullable Object attachment,
            List<Place> places,
            @Nullable RecoveryLog ownLog,
            long ownEvents) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.id = id;
        this.pid = pid;
        this.attachment = attachment;
        this.places = places;
        this.ownLog = ownLog;
        this.ownEvents = ownEvents;
    }

    /** Waits for its client from now on. */
    void await() {
        loop.recoveries().restart(this);
    }

    @Override
    protected void expired() {
        endpoint.recovery().remove(pid, this);
    }

    @Override
    public void surrender(Consumer<@Nullable LostSession> taker) {
        loop.run(() -> {
            expireIfDue();
            Handover begun = endpoint.recovery().handOver(pid, this);
            if (begun == null) {
                endpoint.recovery().claim(pid, taker); // another has it, or nobody any more
                return;
            }
            cancelDeadline();
            handover = begun;
            taker.accept(this);
        });
    }

    /** This session, which a client has just given up to another, becomes what that one takes over. */
    LostSession handedOver(Handover begun) {
        handover = begun;
        return this;
    }

    /** Can be taken again, since whoever took it could make no use of it. Any thread; before the settlement. */
    void giveBack() {
        loop.run(() -> {
            await();
            endpoint.recovery().add(pid, this);
        });
    }

    /**
     * What whoever takes it has to run in the end, whether it was continued, given back or nothing came of it. To be
     * asked for at once: what is given back may be another's the next moment.
     */
    Runnable settlement() {
        Handover ending = Objects.requireNonNull(handover);
        return () -> loop.run(() -> endpoint.recovery().settled(ending));
    }

    TurnoutEndpoint endpoint() {
        return endpoint;
    }

    String id() {
        return id;
    }

    String pid() {
        return pid;
    }

    @Nullable Object attachment() {
        return attachment;
    }

    List<Place> places() {
        return places;
    }

    @Nullable RecoveryLog ownLog() {
        return ownLog;
    }

    long ownEvents() {
        return ownEvents;
    }

    /**
     * The events that the client missed, in order. Under the endpoint's lock.
     *
     * @param seen the last that it got; empty when it got none
     * @return empty when not all of them are still known
     */
    Optional<List<RecoveryLog.Entry>> missed(Optional<Offset> seen) {
        List<RecoveryLog.Entry> missed = new ArrayList<>();
        boolean complete = ownLog == null || ownLog.collect(offset -> isOwnMissed(offset, seen), missed);
        for (Place place : places) {
            long position = Math.max(place.joinedAt(), seen.map(Offset::room).orElse(0L));
            complete = complete && endpoint.missedIn(place.room(), offset -> offset.room() > position, missed);
        }
        missed.sort(Comparator.comparing(RecoveryLog.Entry::offset));
        return complete ? Optional.of(missed) : Optional.empty();
    }

    private static boolean isOwnMissed(Offset own, Optional<Offset> seen) {
        if (seen.isEmpty()) {
            return true;
        }
        Offset last = seen.get();
        return last.own() > 0 ? own.own() > last.own() : own.room() >= last.room();
    }
}
