package dev.turnout.engine.engineio;

/** How the transport is closed when a session ends. */
enum Ending {
    /** By the server: what was sent before still reaches a client that reads, also by its next GET. */
    DELIVER(Outbound.CLOSE),
    /** Because of what the client sent, or its lost connection. */
    AT_ONCE(Outbound.CLOSE),
    /** By the client's close packet. */
    BY_CLIENT(Outbound.NOOP),
    /** The client does not read or does not answer: a WebSocket is closed without a close frame. */
    ABORT(Outbound.CLOSE);

    /** The last packet in the answer to a waiting GET. */
    @SuppressWarnings("ImmutableEnumChecker") // only the number of queues that hold it changes
    private final Outbound lastPacket;

    Ending(Outbound lastPacket) {
        this.lastPacket = lastPacket;
    }

    Outbound lastPacket() {
        return lastPacket;
    }
}
