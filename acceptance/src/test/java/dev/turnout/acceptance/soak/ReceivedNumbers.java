package dev.turnout.acceptance.soak;

import java.util.BitSet;
import java.util.Optional;

/**
 * Checks that one session receives each event once and in order, from its joining on. Confined to its viewer.
 */
final class ReceivedNumbers {

    private final PublishedNumbers published;
    private int expected;
    private int last = -1;

    /** Those without an order: each may arrive once. */
    private final BitSet unordered = new BitSet();

    /** Of a session that is in the room now. */
    ReceivedNumbers(PublishedNumbers published) {
        this.published = published;
        this.expected = published.next();
    }

    /** The mistake in this event's arrival, if there is one. */
    Optional<String> receive(int number) {
        if (!published.isOrdered(number)) {
            boolean again = unordered.get(number);
            unordered.set(number);
            return again ? Optional.of("event " + number + " arrived again") : Optional.empty();
        }
        if (number <= last) {
            return Optional.of("event " + number + " arrived after " + last);
        }
        Optional<String> gap = missingBefore(number);
        last = number;
        expected = Math.max(expected, number + 1);
        return gap;
    }

    private Optional<String> missingBefore(int number) {
        int missing = published.nextDelivered(expected);
        return missing >= 0 && missing < number
                ? Optional.of("event " + missing + " is missing before " + number)
                : Optional.empty();
    }

    /** The first event that was published and has not arrived; empty when there is none. */
    Optional<String> missing() {
        int missing = published.nextDelivered(expected);
        return missing < 0 ? Optional.empty() : Optional.of("event " + missing + " after " + last);
    }
}
