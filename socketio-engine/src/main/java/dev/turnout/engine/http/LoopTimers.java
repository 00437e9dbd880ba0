package dev.turnout.engine.http;

import dev.turnout.engine.Timings;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.loop.LoopDeadlines;

/**
 * The deadlines of one loop's HTTP connections.
 *
 * @param handshake from accepting a connection, and from a request's head, to the request's end
 * @param response from an answer to the moment the client has taken all of it
 * @param keepAlive between two requests
 */
record LoopTimers(DeadlineQueue handshake, DeadlineQueue response, DeadlineQueue keepAlive) {

    static LoopTimers of(LoopDeadlines deadlines, Timings timings) {
        return new LoopTimers(
                deadlines.queue(timings.handshakeTimeout()),
                deadlines.queue(timings.responseTimeout()),
                deadlines.queue(timings.keepAliveTimeout()));
    }

    /** Closes every connection that has no request in a handler. */
    void expireAll() {
        keepAlive.expireAll();
        response.expireAll();
        handshake.expireAll();
        response.expireAll(); // those whose answer to an expired handshake could not be written at once
        handshake.expireAll(); // those that wait for the client to close after that answer
    }
}
