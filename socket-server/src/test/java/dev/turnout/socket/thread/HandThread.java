package dev.turnout.socket.thread;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An owner thread, and the clocks beside it, that stand still until a test moves them. */
public final class HandThread implements OwnerThread, InstantSource {

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long nanos;
    private long wallOffsetMillis;
    private long numbers;

    public HandThread() {
        this(Instant.parse("2025-10-21T14:15:00Z"));
    }

    public HandThread(Instant start) {
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

    /** Runs what is due now, and what comes of it. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, and runs each task at its time. */
    public void advance(Duration time) {
        long until = nanos + time.toNanos();
        for (Task next = tasks.peek(); next != null && next.due <= until; next = tasks.peek()) {
            tasks.remove();
            nanos = Math.max(nanos, next.due);
            next.task.run();
        }
        nanos = until;
    }

    /** Lets time pass while the thread does nothing, as in a long pause of the whole process. */
    public void freeze(Duration time) {
        nanos += time.toNanos();
    }

    /** Sets the clock on the wall forward or back; how time passes stays as it was. */
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
