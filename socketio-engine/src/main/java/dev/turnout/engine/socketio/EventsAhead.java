package dev.turnout.engine.socketio;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

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
    private final EventNumbers numbers = new EventNumbers();
    private String engine = "";

    /** Null when the numbers have changed since. */
    private @Nullable EventRanges ranges;

    /** @param maxAgeNanos after this time no session can be continued that has received an event */
    EventsAhead(long maxAgeNanos) {
        this.maxAgeNanos = maxAgeNanos;
    }

    void sent(String ownEngine, long number, long now) {
        engine = ownEngine;
        sent.add(new Sent(number, now));
        numbers.add(number);
        ranges = null;
        forget(now);
    }

    /**
     * The event has been read from the log. One between others stays, so that these are one range: every client that has
     * received a later one of this engine has received it, too.
     */
    void placed(long number) {
        if (!numbers.areAround(number) && numbers.remove(number)) {
            ranges = null;
        }
    }

    EventRanges ranges(long now) {
        forget(now);
        EventRanges current = ranges;
        if (current == null) {
            current = EventRanges.of(engine, numbers);
            ranges = current;
        }
        return current;
    }

    private void forget(long now) {
        while (!sent.isEmpty() && (sent.size() > MAX_EVENTS || now - sent.element().at > maxAgeNanos)) {
            if (numbers.remove(sent.remove().number)) {
                ranges = null;
            }
        }
    }
}
