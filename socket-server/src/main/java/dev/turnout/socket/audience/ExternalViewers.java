package dev.turnout.socket.audience;

import java.util.HashMap;
import java.util.Map;

/** Viewers that watch elsewhere: the last reported number of each source. */
final class ExternalViewers {

    private static final int MAX_SOURCES = 16;

    private final Map<String, Reported> bySource = new HashMap<>(2);
    private int total;

    int total() {
        return total;
    }

    /** The number of sources is bounded; a known one may always report again. */
    boolean accepts(String source) {
        return bySource.size() < MAX_SOURCES || bySource.containsKey(source);
    }

    void report(String source, int count, long report) {
        if (count == 0) {
            bySource.remove(source);
        } else {
            bySource.put(source, new Reported(count, report));
        }
        sum();
    }

    /** Removes what the source reported with this report; does nothing if it has reported again since. */
    void expire(String source, long report) {
        bySource.computeIfPresent(source, (name, reported) -> reported.report == report ? null : reported);
        sum();
    }

    private void sum() {
        total = bySource.values().stream().mapToInt(Reported::count).sum();
    }

    private record Reported(int count, long report) {}
}
