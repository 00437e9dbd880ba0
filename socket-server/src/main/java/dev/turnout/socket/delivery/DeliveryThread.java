package dev.turnout.socket.delivery;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread {@code delivery}. It is never interrupted, as that would close the file it writes. */
final class DeliveryThread implements Loop {

    private final ScheduledThreadPoolExecutor executor;
    private final DeliveryLog log;

    DeliveryThread(DeliveryLog log) {
        this.log = log;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "delivery");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        try {
            Future<?> unused = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It is over; what this was about is on disk.
        }
    }

    /** A bug in one task must not end the thread: what is sampled later still has to be kept. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.bug(e);
            }
        };
    }

    /** Ends after the task that is running. */
    void close() {
        executor.shutdown();
    }

    /** Whether what is handed in now is not run any more. */
    boolean isClosed() {
        return executor.isShutdown();
    }
}
