package dev.turnout.acceptance.soak;

import java.util.ArrayList;
import java.util.List;

/** What was wrong. Any thread. */
final class Violations {

    private static final int KEPT = 100;

    private final List<String> first = new ArrayList<>();
    private int count;

    synchronized void add(String what) {
        count++;
        if (first.size() < KEPT) {
            first.add(what);
        }
    }

    synchronized int count() {
        return count;
    }

    /** The first of them. */
    synchronized List<String> first() {
        return List.copyOf(first);
    }
}
