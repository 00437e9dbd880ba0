package dev.turnout.socket.thread;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One thread that owns something. Whoever else wants something of it sends the thread a task; tasks of one sender run in
 * the order in which it sent them. A task that throws is counted and logged, and the thread goes on.
 */
public interface OwnerThread extends Executor {

    /** Runs the task soon. Any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task when this much time has passed, not before. Any thread. */
    void after(Duration delay, Runnable task);
}
