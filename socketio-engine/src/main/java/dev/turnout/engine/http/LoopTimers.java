package dev.turnout.engine.http;

import dev.turnout.engine.Timings;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.loop.LoopDeadlines;
import java.time.Duration;

/**
 * How long the HTTP connections of one loop may be silent.
 *
 * @param handshake in the middle of a request
 * @param idle between two requests
 */
record LoopTimers(DeadlineQueue handshake, DeadlineQueue idle) {

    /**
     * Longer than the minute for which balancers and browsers as a rule keep a connection: who hangs up first must not be
     * the one that the next request is on its way to.
     */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

    static LoopTimers of(LoopDeadlines deadlines, Timings timings) {
        return new LoopTimers(deadlines.queue(timings.handshakeTimeout()), deadlines.queue(KEEP_ALIVE));
    }
}
