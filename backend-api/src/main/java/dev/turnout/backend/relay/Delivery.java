package dev.turnout.backend.relay;

/** What became of an event that was given to socket-server. */
public sealed interface Delivery {

    /**
     * It went out.
     *
     * @param sessions how many sessions it was written to
     */
    record Delivered(int sessions) implements Delivery {}

    record Failed(RelayFailure why) implements Delivery {}
}
