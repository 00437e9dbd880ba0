package dev.turnout.socket.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop and a clock that move only when a test says so. */
final class HandTurnedLoop implements Loop, InstantSource {

    private record Task(Instant due, long turn, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::turn));
    private Instant now = Minutes.BEGIN;
    private long turns;

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        tasks.add(new Task(now.plus(delay), turns++, task));
    }

    /** Runs what is due. */
    void turn() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, and each task see the moment it was due at. */
    void advance(Duration time) {
        Instant until = now.plus(time);
        for (Task next = tasks.peek(); next != null && !next.due().isAfter(until); next = tasks.peek()) {
            tasks.remove(next);
            now = next.due();
            next.work().run();
        }
        now = until;
    }

    /** When the next task is due. */
    Duration untilNext() {
        Task next = tasks.peek();
        return next == null ? Duration.ofDays(1) : Duration.between(now, next.due());
    }

    void forgetTasks() {
        tasks.clear();
    }
}
