package dev.turnout.socket.audience;

import java.util.HashMap;
import java.util.Map;

/** Viewers that watch elsewhere, as those who show it to them tell: a number by source. */
final class ExternalViewers {

    private static final int MAX_SOURCES = 16;

    private final Map<String, Told> bySource = new HashMap<>(2);
    private int total;

    int total() {
        return total;
    }

    /** The number of sources is bounded; one that is known may always tell again. */
    boolean accepts(String source) {
        return bySource.size() < MAX_SOURCES || bySource.containsKey(source);
    }

    void tell(String source, int count, long telling) {
        if (count == 0) {
            bySource.remove(source);
        } else {
            bySource.put(source, new Told(count, telling));
        }
        sum();
    }

    /** Forgets what the source told with this telling; if it has told again since, nothing happens. */
    void expire(String source, long telling) {
        bySource.computeIfPresent(source, (name, told) -> told.telling == telling ? null : told);
        sum();
    }

    private void sum() {
        total = bySource.values().stream().mapToInt(Told::count).sum();
    }

    private record Told(int count, long telling) {}
}
