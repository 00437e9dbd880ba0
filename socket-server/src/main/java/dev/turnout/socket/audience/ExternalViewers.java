package dev.turnout.socket.audience;

import java.util.HashMap;
import java.util.Map;

/** Viewers that watch elsewhere: the last reported number of each source. */
final class ExternalViewers {

    private static final int MAX_SOURCES = 16;

    private final Map<String, Integer> bySource = new HashMap<>(2);
    private int total;

    int total() {
        return total;
    }

    /** The number of sources is bounded; a known one may always report again. */
    boolean accepts(String source) {
        return bySource.size() < MAX_SOURCES || bySource.containsKey(source);
    }

    void report(String source, int count) {
        if (count == 0) {
            bySource.remove(source);
        } else {
            bySource.put(source, count);
        }
        total = bySource.values().stream().mapToInt(Integer::intValue).sum();
    }
}
