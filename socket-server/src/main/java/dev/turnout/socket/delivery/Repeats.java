package dev.turnout.socket.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** Keeps a line that would be logged again and again to a few a minute, and counts what it holds back. */
final class Repeats {

    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final class Window {
        Instant since;
        int lines;
        long held;

        Window(Instant since) {
            this.since = since;
        }
    }

    private final Map<String, Window> windows = new HashMap<>();

    /** Whether to log this line now; else the number it speaks of is added to what is held back. */
    boolean pass(String kind, int most, long number, Instant now) {
        Window window = windows.computeIfAbsent(kind, absent -> new Window(now));
        if (window.lines < most) {
            window.lines++;
            return true;
        }
        window.held += number;
        return false;
    }

    /** Tells of each kind whose minute is over how much was held back; a kind that went quiet starts afresh. */
    void sweep(Instant now, ObjLongConsumer<String> held) {
        for (Iterator<Map.Entry<String, Window>> all = windows.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Window> entry = all.next();
            Window window = entry.getValue();
            if (now.isBefore(window.since.plus(WINDOW))) {
                continue;
            }
            if (window.held == 0) {
                all.remove();
            } else {
                held.accept(entry.getKey(), window.held);
                window.held = 0;
                window.since = now;
            }
        }
    }
}
