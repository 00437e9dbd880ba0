package dev.turnout.backend.relay;

import org.jspecify.annotations.Nullable;

/** Result of sending an event to socket-server. */
public sealed interface Delivery {

    /**
     * Sent to the room.
     *
     * @param sessions number of sessions it was sent to
     * @param currentViewers the count at that moment; null from a socket-server that does not report it
     */
    record Delivered(int sessions, @Nullable Integer currentViewers) implements Delivery {}

    record Failed(RelayFailure why) implements Delivery {}
}
