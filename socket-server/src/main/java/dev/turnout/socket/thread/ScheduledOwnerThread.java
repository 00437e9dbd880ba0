package dev.turnout.socket.thread;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An owner thread in real time. It begins with its first task and runs until it is closed. */
public final class ScheduledOwnerThread implements OwnerThread {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledOwnerThread.class);

    private final LongAdder failures = new LongAdder();
    private final ScheduledThreadPoolExecutor executor;

    /** @param role the thread's name, as it stands in {@code docs/THREADS.md} */
    public ScheduledOwnerThread(String role) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, role);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

    @Override
    public void after(Duration delay, Runnable task) {
        Future<?> unused = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failures.increment();
            LOG.error("a task of this thread failed; the thread goes on", e);
        }
    }

    /** Tasks that threw so far. Any thread. */
    public long failures() {
        return failures.sum();
    }

    /** Tasks that wait, with those that wait for their time. Any thread. */
    public int backlog() {
        return executor.getQueue().size();
    }

    /**
     * Runs what was sent until now without a delay, then ends; all else is dropped.
     *
     * @return false when that took longer than {@code patience} and the thread was interrupted
     */
    public boolean close(Duration patience) {
        executor.shutdown();
        boolean ended = false;
        try {
            ended = executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            executor.shutdownNow();
        }
        return ended;
    }
}
