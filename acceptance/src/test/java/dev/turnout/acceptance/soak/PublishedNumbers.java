package dev.turnout.acceptance.soak;

import java.util.BitSet;

/**
 * The events of one auction, numbered in the order in which they were published, one after the other. Whether an event was
 * delivered is unknown when its publisher got no answer. Any thread.
 */
final class PublishedNumbers {

    private final BitSet answered = new BitSet();

    /** Those that a node accepted while it may not have reached the others. */
    private final BitSet unordered = new BitSet();

    private int next;

    /** The number of the next event. Each session that is in the room before this call receives it. */
    synchronized int next() {
        return next;
    }

    /**
     * Takes the next number.
     *
     * @param ordered false for an event that may arrive late, or at some sessions only
     */
    synchronized int begin(boolean ordered) {
        if (!ordered) {
            unordered.set(next);
        }
        return next++;
    }

    synchronized void answered(int number) {
        answered.set(number);
    }

    synchronized boolean isOrdered(int number) {
        return !unordered.get(number);
    }

    /** The lowest number, not below the given one, of an event that all sessions receive; -1 if there is none. */
    synchronized int nextDelivered(int from) {
        int number = answered.nextSetBit(from);
        while (number >= 0 && unordered.get(number)) {
            number = answered.nextSetBit(number + 1);
        }
        return number;
    }

    /** How many may arrive late, or at some sessions only. */
    synchronized int unordered() {
        return unordered.cardinality();
    }

    synchronized int total() {
        return answered.cardinality();
    }
}
