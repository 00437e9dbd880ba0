package dev.turnout.socket.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: tasks in the order of their due times, and of their creation when these are equal. One thread. */
final class World {

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long now;
    private long numbers;

    private record Task(long due, long number, Runnable work) {}

    /** True time, nanoseconds since the begin of the simulation. */
    long now() {
        return now;
    }

    void at(long due, Runnable work) {
        tasks.add(new Task(Math.max(due, now), numbers++, work));
    }

    void after(long nanos, Runnable work) {
        at(now + nanos, work);
    }

    void runUntil(long end) {
        for (Task next = tasks.peek(); next != null && next.due <= end; next = tasks.peek()) {
            tasks.remove();
            now = next.due;
            next.work.run();
        }
        now = end;
    }

    /** Tasks that wait; it must not grow without bound. */
    int backlog() {
        return tasks.size();
    }
}
