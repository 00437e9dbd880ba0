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
    public CompletionStage<FanOut> publish(AuctionId auction, Event event) {
        begin(auction, event);
        return counted(endpoint.room(auction.slug()).emit(event));
    }

    /** The same for an event that has a position in a log that several servers share. */
    public CompletionStage<FanOut> publish(AuctionId auction, Event event, long position, EventId id) {
        begin(auction, event);
        return counted(endpoint.room(auction.slug()).emit(event, position, id));
    }

    /** The same for an event of this server that may have a position in this log, which is not known. */
    public CompletionStage<FanOut> publishWithoutPosition(AuctionId auction, Event event, EventId id) {
        begin(auction, event);
        return counted(endpoint.room(auction.slug()).emitAhead(event, id));
    }

    /** The position of an event that was published without it has been read from the log. */
    public void positionKnown(EventId id, long position) {
        endpoint.placed(id, position);
    }

    /** An entry of the log that is no event for the sessions. */
    public void skipped(long position) {
        endpoint.passed(position);
    }

    private void begin(AuctionId auction, Event event) {
        events.increment();
        lobby.published(auction, event);
    }

    private CompletionStage<FanOut> counted(CompletionStage<FanOut> sent) {
        return sent.whenComplete((done, failure) -> {
            if (done != null) {
                frames.add(done.sessions());
            }
        });
    }

    /** Keeps an event of another server for sessions that are continued here, without sending it. */
    public void log(AuctionId auction, Event event, long position, EventId id) {
        endpoint.room(auction.slug()).log(event, position, id);
    }

    /** Ends the room's sessions. */
    public CompletionStage<FanOut> end(AuctionId auction) {
        return endpoint.room(auction.slug()).disconnect();
    }

    /** Sends the room a last event, then ends its sessions; completes with the sessions that were sent the event. */
    public CompletionStage<FanOut> close(AuctionId auction, Event last) {
        CompletionStage<FanOut> sent = publish(auction, last);
        return end(auction).thenCombine(sent, (ended, reached) -> reached);
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
