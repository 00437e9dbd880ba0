package dev.turnout.engine.engineio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packets for a client that cannot receive them now: every message in order, and the newest value of each key. Confined to
 * the session's loop.
 */
final class OutboundQueue {

    private final OutboundBudget budget;
    private final List<Outbound> messages = new ArrayList<>(1);
    private @Nullable Map<String, Outbound> newest;
    private int messageBytes;
    private int valueBytes;

    OutboundQueue(OutboundBudget budget) {
        this.budget = budget;
    }

    /** Adds at the end, or in the place of an older value; true when a value was replaced. */
    boolean add(Outbound outbound) {
        outbound.retain(budget);
        String key = outbound.latestKey();
        if (key == null) {
            messages.add(outbound);
            messageBytes += outbound.size();
            return false;
        }
        if (newest == null) {
            newest = new LinkedHashMap<>(2);
        }
        Outbound older = newest.put(key, outbound);
        valueBytes += outbound.size();
        if (older != null) {
            valueBytes -= older.size();
            older.release(budget);
        }
        return older != null;
    }

    boolean isEmpty() {
        return messages.isEmpty() && newest == null;
    }

    /** Bytes of the messages that nothing will replace. */
    int messageBytes() {
        return messageBytes;
    }

    /** Bytes of everything in it. */
    int bytes() {
        return messageBytes + valueBytes;
    }

    /** Empties the queue: messages first, then the newest values. */
    List<Outbound> takeAll() {
        List<Outbound> all = new ArrayList<>(messages);
        if (newest != null) {
            all.addAll(newest.values());
        }
        messages.clear();
        newest = null;
        messageBytes = 0;
        valueBytes = 0;
        all.forEach(outbound -> outbound.release(budget));
        return all;
    }
}
