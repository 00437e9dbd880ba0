package dev.turnout.socket.publishing;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.engine.FanOut;
import dev.turnout.model.AuctionId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends what the backend publishes to a room, in the order in which it was published, and to the sessions of the lobby
 * that are to get it. Any thread.
 */
public final class EventPublisher {

    private final Endpoint endpoint;
    private final Lobby lobby;
    private final LongAdder events = new LongAdder();
    private final LongAdder frames = new LongAdder();

    public EventPublisher(Endpoint endpoint, Lobby lobby) {
        this.endpoint = endpoint;
        this.lobby = lobby;
    }

    /** Completes when the event has been handed to every session's transport. */
    public CompletionStage<FanOut> publish(AuctionId id, Event event) {
        begin(id, event);
        return counted(endpoint.room(id.slug()).emit(event));
    }

    /** The same for an event that has a position in a log that several servers share. */
    public CompletionStage<FanOut> publish(AuctionId id, Event event, long position, EventId shared) {
        begin(id, event);
        return counted(endpoint.room(id.slug()).emit(event, position, shared));
    }

    /** The same for an event of this server that may have a position in this log, which is not known. */
    public CompletionStage<FanOut> publishAhead(AuctionId id, Event event, EventId shared) {
        begin(id, event);
        return counted(endpoint.room(id.slug()).emitAhead(event, shared));
    }

    /** An event that has been published ahead has been read from the log. */
    public void placed(EventId shared, long position) {
        endpoint.placed(shared, position);
    }

    /** An entry of the log that is no event for the sessions. */
    public void passed(long position) {
        endpoint.passed(position);
    }

    private void begin(AuctionId id, Event event) {
        events.increment();
        lobby.published(id, event);
    }

    private CompletionStage<FanOut> counted(CompletionStage<FanOut> sent) {
        return sent.whenComplete((done, failure) -> {
            if (done != null) {
                frames.add(done.sessions());
            }
        });
    }

    /** Keeps an event of another server for sessions that are continued here, without sending it. */
    public void log(AuctionId id, Event event, long position, EventId shared) {
        endpoint.room(id.slug()).log(event, position, shared);
    }

    /** Ends the room's sessions. */
    public CompletionStage<FanOut> end(AuctionId id) {
        return endpoint.room(id.slug()).disconnect();
    }

    /** Sends the room a last event, then ends its sessions; completes with the sessions that were sent the event. */
    public CompletionStage<FanOut> close(AuctionId id, Event last) {
        CompletionStage<FanOut> sent = publish(id, last);
        return end(id).thenCombine(sent, (ended, reached) -> reached);
    }

    /** Events published so far. */
    public long events() {
        return events.sum();
    }

    /** Frames of published events so far, one per session and event. */
    public long frames() {
        return frames.sum();
    }
}
