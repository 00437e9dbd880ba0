package dev.turnout.thread;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An owner thread in real time. It starts with its first task and runs until it is closed. */
public final class ScheduledOwnerThread implements OwnerThread {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledOwnerThread.class);

    private final LongAdder failures = new LongAdder();
    private final ScheduledThreadPoolExecutor executor;

    /** @param role the thread's name, as listed in {@code docs/THREADS.md} */
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
            LOG.error("task failed; the thread continues with the next one", e);
        }
    }

    /** Number of tasks that threw. Any thread. */
    public long failures() {
        return failures.sum();
    }

    /** Number of queued tasks, including those with a delay. Any thread. */
    public int backlog() {
        return executor.getQueue().size();
    }

    /**
     * Runs the tasks that were queued without a delay, drops all others, and ends.
     *
     * @return false when that took longer than {@code timeout} and the thread was interrupted
     */
    public boolean close(Duration timeout) {
        executor.shutdown();
        boolean ended = false;
        try {
            ended = executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            executor.shutdownNow();
        }
        return ended;
    }
}
