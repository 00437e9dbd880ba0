package dev.turnout.acceptance.soak;

import java.util.BitSet;

/**
 * The events of one auction, numbered in the order in which they were published, one after the other. Whether an event was
 * delivered is unknown when its publisher got no answer. Any thread.
 */
final class PublishedNumbers {

    private final BitSet answered = new BitSet();
    private int next;

    /** The number of the next event. Each session that is in the room before this call receives it. */
    synchronized int next() {
        return next;
    }

    /** Takes the next number. */
    synchronized int begin() {
        return next++;
    }

    synchronized void answered(int number) {
        answered.set(number);
    }

    /** Whether the event was certainly delivered. */
    synchronized boolean isAnswered(int number) {
        return answered.get(number);
    }

    /** The lowest number, not below the given one, whose publish request was answered; -1 if there is none. */
    synchronized int nextAnswered(int from) {
        return answered.nextSetBit(from);
    }

    synchronized int total() {
        return answered.cardinality();
    }
}
