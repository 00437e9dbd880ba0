package dev.turnout.socket.delivery;

import java.time.Duration;

/** The owner thread of delivery, as its tasks see it. Tests turn it by hand. */
interface Loop {

    /** Runs the task on the owner thread, after those handed in before it. Any thread. */
    void execute(Runnable task);

    /** Runs the task on the owner thread when the delay has passed. Any thread. */
    void schedule(Duration delay, Runnable task);
}
