package dev.turnout.engine.socketio;

/**
 * What a session has received on another engine and this one may still read from the shared log.
 *
 * @param received position and events
 * @param until time from which on it does not matter any more
 */
record Carried(Offset.Shared received, long until) {

    /** The offset of a client that has received this, too. */
    Offset in(Offset offset) {
        Offset.Shared here = offset.sharedOr(received.engine());
        return new Offset(
                offset.room(),
                offset.own(),
                new Offset.Shared(
                        here.engine(),
                        Math.max(here.position(), received.position()),
                        here.events().and(received.events())));
    }
}
