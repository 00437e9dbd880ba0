package dev.turnout.engine.socketio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Own events that were sent before their positions in the shared log were known, and may be in it. Guarded by the
 * endpoint's lock; bounded in number and age.
 *
 * <pre>
 * Redis does not answer engine A in time: A sends event 7 at once. Client C receives it and continues on engine B. Event 7
 * was in the log after all: B reads it, and must not send it to C. So the offsets of A name event 7 until A has read it
 * from the log, too.
 * </pre>
 */
final class EventsAhead {

    private static final int MAX_EVENTS = 10_000;

    private record Sent(long number, long at) {}

    private final long maxAgeNanos;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final NavigableSet<Long> numbers = new TreeSet<>();
    private String engine = "";
    private EventRanges ranges = EventRanges.NONE;

    /** @param maxAgeNanos after this time no session can be continued that has received an event */
    EventsAhead(long maxAgeNanos) {
        this.maxAgeNanos = maxAgeNanos;
    }

    void sent(String ownEngine, long number, long now) {
        engine = ownEngine;
        sent.add(new Sent(number, now));
        numbers.add(number);
        forget(now);
        changed();
    }

    /**
     * The event has been read from the log. One between others stays, so that these are one range: every client that has
     * received a later one of this engine has received it, too.
     */
    void placed(long number) {
        boolean between = !numbers.isEmpty() && numbers.first() < number && number < numbers.last();
        if (!between && numbers.remove(number)) {
            changed();
        }
    }

    private void changed() {
        ranges = EventRanges.of(engine, numbers);
    }

    EventRanges ranges(long now) {
        if (!numbers.isEmpty() && forget(now)) {
            changed();
        }
        return ranges;
    }

    private boolean forget(long now) {
        boolean forgotten = false;
        while (!sent.isEmpty() && (sent.size() > MAX_EVENTS || now - sent.element().at > maxAgeNanos)) {
            forgotten |= numbers.remove(sent.remove().number);
        }
        return forgotten;
    }
}
