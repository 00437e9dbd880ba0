package dev.turnout.socket.simulation;

import java.util.PriorityQueue;

/** Virtual time: tasks in the order of their due times, and of their creation when these are equal. One thread. */
final class World {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now;
    private long numbers;

    /** Compares itself: a comparator of two keys takes a tenth of a simulation's time. */
    private record Task(long due, long number, Runnable work) implements Comparable<Task> {

        @Override
        public int compareTo(Task other) {
            return due == other.due ? Long.compare(number, other.number) : Long.compare(due, other.due);
        }
    }

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
