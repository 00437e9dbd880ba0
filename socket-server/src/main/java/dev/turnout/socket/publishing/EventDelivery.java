package dev.turnout.socket.publishing;

import dev.turnout.engine.Event;
import dev.turnout.model.AuctionId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Brings published events to all sessions of a room, on this server or on all servers of a cluster. Any thread. */
public interface EventDelivery {

    /**
     * What became of an event.
     *
     * @param sessions to whose transports it was handed
     * @param missing servers that have not answered in time; their sessions are not included
     */
    record Delivery(int sessions, List<String> missing) {}

    CompletionStage<Delivery> publish(AuctionId id, Event event);

    /** Sends the room a last event, then ends its sessions. */
    CompletionStage<Delivery> close(AuctionId id, Event last);

    /** The delivery of a single server. */
    static EventDelivery local(EventPublisher events) {
        return new EventDelivery() {
            @Override
            public CompletionStage<Delivery> publish(AuctionId id, Event event) {
                return events.publish(id, event).thenApply(done -> new Delivery(done.sessions(), List.of()));
            }

            @Override
            public CompletionStage<Delivery> close(AuctionId id, Event last) {
                return events.close(id, last).thenApply(done -> new Delivery(done.sessions(), List.of()));
            }
        };
    }
}
