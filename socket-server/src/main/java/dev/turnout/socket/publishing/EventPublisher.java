package dev.turnout.socket.publishing;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.model.AuctionId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** Brings what the backend publishes to a room, in the order in which it was published. Any thread. */
public final class EventPublisher {

    private final Endpoint endpoint;
    private final LongAdder events = new LongAdder();
    private final LongAdder frames = new LongAdder();

    public EventPublisher(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Completes when the event has been handed to every session's transport. */
    public CompletionStage<FanOut> publish(AuctionId id, Event event) {
        events.increment();
        return endpoint.room(id.slug()).emit(event).whenComplete((done, failure) -> {
            if (done != null) {
                frames.add(done.sessions());
            }
        });
    }

    /** Tells the room a last event, then ends its sessions; completes, when both are done, with those who were told. */
    public CompletionStage<FanOut> close(AuctionId id, Event last) {
        CompletionStage<FanOut> told = publish(id, last);
        return endpoint.room(id.slug()).disconnect().thenCombine(told, (ended, reached) -> reached);
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
