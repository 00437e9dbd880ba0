package dev.turnout.socket.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** Limits a repeated log line to a few per minute, and counts the suppressed ones. */
final class LogThrottle {

    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final class Window {
        Instant since;
        int lines;
        long suppressed;

        Window(Instant since) {
            this.since = since;
        }
    }

    private final Map<String, Window> windows = new HashMap<>();

    /** Whether to log this line now; if not, {@code number} is added to what is suppressed. */
    boolean tryAcquire(String kind, int most, long number, Instant now) {
        Window window = windows.computeIfAbsent(kind, absent -> new Window(now));
        if (window.lines < most) {
            window.lines++;
            return true;
        }
        window.suppressed += number;
        return false;
    }

    /** Reports each kind whose minute is over with the number suppressed; a kind without any starts again. */
    void sweep(Instant now, ObjLongConsumer<String> suppressed) {
        for (Iterator<Map.Entry<String, Window>> all = windows.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Window> entry = all.next();
            Window window = entry.getValue();
            boolean clockSetBack = now.isBefore(window.since);
            if (!clockSetBack && now.isBefore(window.since.plus(WINDOW))) {
                continue;
            }
            if (window.suppressed == 0) {
                all.remove();
            } else {
                suppressed.accept(entry.getKey(), window.suppressed);
                window.suppressed = 0;
                window.since = now;
            }
        }
    }
}
