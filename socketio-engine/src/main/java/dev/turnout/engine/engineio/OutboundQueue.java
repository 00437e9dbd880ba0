package dev.turnout.engine.engineio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What waits for a client that cannot take it now: every message in order, and the newest value of each key. */
final class OutboundQueue {

    private final List<Outbound> messages = new ArrayList<>(1);
    private @Nullable Map<String, Outbound> newest;
    private int bytes;

    /** Adds at the end, or in the place of an older value; true when a value was replaced. */
    boolean add(Outbound outbound) {
        String key = outbound.replaces();
        if (key == null) {
            messages.add(outbound);
            bytes += outbound.size();
            return false;
        }
        if (newest == null) {
            newest = new LinkedHashMap<>(2);
        }
        return newest.put(key, outbound) != null;
    }

    boolean isEmpty() {
        return messages.isEmpty() && newest == null;
    }

    /** Bytes of the messages that nothing will replace. */
    int bytes() {
        return bytes;
    }

    /** Empties the queue: messages first, then the newest values. */
    List<Outbound> takeAll() {
        List<Outbound> all = new ArrayList<>(messages);
        if (newest != null) {
            all.addAll(newest.values());
        }
        messages.clear();
        newest = null;
        bytes = 0;
        return all;
    }
}
