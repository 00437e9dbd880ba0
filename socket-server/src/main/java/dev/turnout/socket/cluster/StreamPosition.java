package dev.turnout.socket.cluster;

import java.time.Duration;

/** The id of a stream's entry as one number that keeps the order: milliseconds in the upper bits, the sequence below. */
final class StreamPosition {

    private static final int SEQUENCE_BITS = 20;

    private StreamPosition() {}

    /** @param id {@code <milliseconds>-<sequence>} */
    static long of(String id) {
        int dash = id.indexOf('-');
        long millis = Long.parseLong(id.substring(0, dash));
        long sequence = Long.parseLong(id.substring(dash + 1));
        return (millis << SEQUENCE_BITS) | Math.min(sequence, (1L << SEQUENCE_BITS) - 1);
    }

    /** The position of ids that are this much later. */
    static long after(long position, Duration time) {
        return position + (time.toMillis() << SEQUENCE_BITS);
    }
}
