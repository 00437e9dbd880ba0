package dev.turnout.backend.http;

import dev.turnout.backend.storage.Share;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the responses that are streamed to read-only links at a time. Such a response holds a thread until the client has
 * read it; without a limit one link could hold all of them. Any thread.
 */
final class ShareStreams {

    static final int IN_TOTAL = 8;
    static final int PER_SHARE = 2;

    private final Counter refused;
    private final Map<String, Integer> byShare = new HashMap<>();
    private int total;

    ShareStreams(MeterRegistry meters) {
        refused = Counter.builder("turnout.share.streams.refused")
                .description("Downloads by read-only links refused because too many are in progress")
                .register(meters);
    }

    /** False when the limit is reached; otherwise {@link #end} has to follow. */
    synchronized boolean tryBegin(Share share) {
        int ofShare = byShare.getOrDefault(share.id(), 0);
        if (total >= IN_TOTAL || ofShare >= PER_SHARE) {
            refused.increment();
            return false;
        }
        total++;
        byShare.put(share.id(), ofShare + 1);
        return true;
    }

    synchronized void end(Share share) {
        total--;
        byShare.computeIfPresent(share.id(), (id, streams) -> streams == 1 ? null : streams - 1);
    }
}
