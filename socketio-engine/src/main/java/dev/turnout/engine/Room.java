package dev.turnout.engine;

import java.util.concurrent.CompletionStage;

/** The sessions that joined one name within an {@link Endpoint}. Any thread. */
public interface Room {

    String name();

    /**
     * Sends an event to every member, in the order of the calls on this room. It is queued for slow readers up to
     * {@link Limits#outboundQueueBytes} and replayed to sessions that are recovered.
     *
     * @return completes when the event has been handed to every member's transport
     */
    CompletionStage<FanOut> emit(Event event);

    /**
     * Sends an event that has this position in the log that several engines share, see {@link Endpoint#shareLog}. It is
     * kept for recovery also when the room has no member here. Calls come in the order of the positions. An engine without
     * connection state recovery ignores the position.
     */
    default CompletionStage<FanOut> emit(Event event, long position, EventId id) {
        return emit(event);
    }

    /**
     * Sends an event of this engine before its position in the log is known. It may or may not be in the log. Other engines
     * that read it there do not send it again to sessions that have received it. When this engine reads it, {@link
     * Endpoint#placed} has to be called.
     */
    default CompletionStage<FanOut> emitAhead(Event event, EventId id) {
        return emit(event);
    }

    /** Keeps an event with its position for recovery, without sending it. */
    default void log(Event event, long position, EventId id) {}

    /**
     * Sends a value of which only the newest matters: to a member that has not yet been able to take the previous value
     * of the same event name, this one replaces it. Never queued, never replayed.
     *
     * @return completes when the event has been handed to every member's transport, or left with it for when it reads
     *     again
     */
    CompletionStage<FanOut> emitLatest(Event event);

    /** Disconnects every member from the namespace; completes with the number of these sessions. */
    CompletionStage<FanOut> disconnect();
}
