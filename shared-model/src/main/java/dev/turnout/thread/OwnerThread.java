package dev.turnout.thread;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One thread that owns mutable state. Other threads send it tasks; tasks of one sender run in the order in which they
 * were sent. A task that throws is counted and logged, and the thread continues with the next one.
 */
public interface OwnerThread extends Executor {

    /** Queues the task. Any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task once this much time has passed, not earlier. Any thread. */
    void after(Duration delay, Runnable task);
}
