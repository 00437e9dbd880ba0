package dev.turnout.thread;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An owner thread with a monotonic and a wall clock; a test moves their time. */
public final class ManualOwnerThread implements OwnerThread, InstantSource {

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long nanos;
    private long wallOffsetMillis;
    private long numbers;

    public ManualOwnerThread() {
        this(Instant.parse("2025-10-21T14:15:00Z"));
    }

    public ManualOwnerThread(Instant start) {
        wallOffsetMillis = start.toEpochMilli();
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(new Task(nanos + delay.toNanos(), numbers++, task));
    }

    /** Runs the tasks that are due now, and those they queue for now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Moves the time forward and runs each task at its time. */
    public void advance(Duration time) {
        long until = nanos + time.toNanos();
        for (Task next = tasks.peek(); next != null && next.due <= until; next = tasks.peek()) {
            tasks.remove();
            nanos = Math.max(nanos, next.due);
            next.task.run();
        }
        nanos = until;
    }

    /** Moves the time forward without running tasks, as in a long pause of the process. */
    public void freeze(Duration time) {
        nanos += time.toNanos();
    }

    /** Number of tasks that have not run, due or not. */
    public int waiting() {
        return tasks.size();
    }

    /** Sets the wall clock forward or back; the monotonic clock is unchanged. */
    public void setClock(Duration by) {
        wallOffsetMillis += by.toMillis();
    }

    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(wallOffsetMillis + nanos / 1_000_000);
    }

    private record Task(long due, long number, Runnable task) {}
}
