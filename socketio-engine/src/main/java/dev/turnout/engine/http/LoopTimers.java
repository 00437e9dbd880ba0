package dev.turnout.engine.http;

import dev.turnout.engine.Timings;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.loop.LoopDeadlines;

/**
 * How long the HTTP connections of one loop may be silent.
 *
 * @param handshake in the middle of a request
 * @param idle between two requests
 */
record LoopTimers(DeadlineQueue handshake, DeadlineQueue idle) {

    static LoopTimers of(LoopDeadlines deadlines, Timings timings) {
        return new LoopTimers(
                deadlines.queue(timings.handshakeTimeout()),
                deadlines.queue(timings.pingInterval().plus(timings.pingTimeout())));
    }
}
