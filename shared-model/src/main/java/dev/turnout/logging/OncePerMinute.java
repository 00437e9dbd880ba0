package dev.turnout.logging;

import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs each kind of repeated event at most once a minute: the first occurrence at once, later ones together when the
 * minute is over, with their number. No occurrence is left out of the sum of these numbers. Any thread.
 */
public final class OncePerMinute {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Bounds the memory when kinds are derived from input; further kinds share one line. */
    private static final int MAX_KINDS = 200;

    private static final String OTHER = "other";

    private final OwnerThread timer;
    private final Map<String, Pending> pending = new HashMap<>();

    private static final class Pending {
        private long occurrences;
        private @Nullable LongConsumer line;
    }

    /** @param timer runs the line of a minute that is over */
    public OncePerMinute(OwnerThread timer) {
        this.timer = timer;
    }

    /**
     * Reports one occurrence.
     *
     * @param kind occurrences of the same kind share a line
     * @param line writes the log line; its argument is the number of occurrences since the previous line. Of the
     *     occurrences within a minute the last one's line is written.
     */
    public void log(String kind, LongConsumer line) {
        log(kind, 1, line);
    }

    /** Reports several occurrences. */
    public void log(String kind, long occurrences, LongConsumer line) {
        if (isFirst(kind, occurrences, line)) {
            line.accept(occurrences);
        }
    }

    private synchronized boolean isFirst(String kind, long occurrences, LongConsumer line) {
        String key = pending.containsKey(kind) || pending.size() < MAX_KINDS ? kind : OTHER;
        Pending waiting = pending.get(key);
        if (waiting == null) {
            pending.put(key, new Pending());
            timer.after(MINUTE, () -> minuteIsOver(key));
            return true;
        }
        waiting.occurrences += occurrences;
        waiting.line = line;
        return false;
    }

    private void minuteIsOver(String key) {
        long occurrences;
        LongConsumer line;
        synchronized (this) {
            Pending waiting = pending.get(key);
            if (waiting == null || waiting.line == null) {
                pending.remove(key);
                return;
            }
            occurrences = waiting.occurrences;
            line = waiting.line;
            waiting.occurrences = 0;
            waiting.line = null;
            timer.after(MINUTE, () -> minuteIsOver(key));
        }
        line.accept(occurrences);
    }
}
