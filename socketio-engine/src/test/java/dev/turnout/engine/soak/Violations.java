package dev.turnout.engine.soak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Descriptions of the first violations, and their total number. Any thread. */
final class Violations {

    private static final int KEPT = 100;

    private final Queue<String> first = new ConcurrentLinkedQueue<>();
    private final LongAdder count = new LongAdder();

    void add(String what) {
        count.increment();
        if (count.sum() <= KEPT) {
            first.add(what);
        }
    }

    long count() {
        return count.sum();
    }

    List<String> first() {
        return List.copyOf(first);
    }
}
