package dev.turnout.thread;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An owner thread in real time. It starts with its first task and runs until it is closed.
 *
 * <p>A task that arrives while the thread is idle wakes it. While tasks keep arriving, the thread polls the queue once a
 * millisecond and senders do not wake it: a wake-up is two context switches, and under load there would be one per task.
 * After a single task it does not poll, since that would be a second wake-up for nothing.
 */
public final class ScheduledOwnerThread implements OwnerThread {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledOwnerThread.class);

    private static final long POLL_NANOS = 1_000_000;

    /** Tasks that arrive within this time of each other keep arriving. */
    private static final long BUSY_NANOS = 2 * POLL_NANOS;

    /** Tasks run at once before a timer that is due takes its place in the queue. */
    private static final int BATCH = 256;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Whether {@link #runTasks} is queued or running, so that it will find what is added to {@link #tasks}. */
    private final AtomicBoolean polling = new AtomicBoolean();

    /** When tasks were run last. This thread only. */
    private long lastRun = System.nanoTime() - BUSY_NANOS;

    private volatile boolean closing;
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
        if (closing) {
            return;
        }
        tasks.add(task);
        if (polling.compareAndSet(false, true)) {
            executor.execute(this::runTasks);
        }
    }

    private void runTasks() {
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = ++done < BATCH ? tasks.poll() : null) {
            run(task);
        }
        if (done == BATCH) {
            executor.execute(this::runTasks);
        } else if (done > 0 && isBusy()) {
            Future<?> unused = executor.schedule(this::runTasks, POLL_NANOS, TimeUnit.NANOSECONDS);
        } else {
            stopPolling();
        }
    }

    private boolean isBusy() {
        long now = System.nanoTime();
        boolean busy = now - lastRun < BUSY_NANOS;
        lastRun = now;
        return busy;
    }

    private void runAllTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
    }

    private void stopPolling() {
        polling.set(false);
        if (!tasks.isEmpty() && polling.compareAndSet(false, true)) {
            executor.execute(this::runTasks);
        }
    }

    /** A task that is due takes its place behind those already queued, so that it finds what was sent before it was due. */
    @Override
    public void after(Duration delay, Runnable task) {
        Future<?> unused = executor.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
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

    /** Number of tasks that could run now; a timer that is not due does not wait for the thread. Any thread. */
    public int backlog() {
        long due = executor.getQueue().stream()
                .filter(timer -> ((Delayed) timer).getDelay(TimeUnit.NANOSECONDS) <= 0)
                .count();
        return tasks.size() + (int) due;
    }

    /**
     * Runs the tasks that were queued without a delay, drops all others, and ends.
     *
     * @return false when that took longer than {@code timeout} and the thread was interrupted
     */
    public boolean close(Duration timeout) {
        closing = true;
        executor.execute(this::runAllTasks);
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
