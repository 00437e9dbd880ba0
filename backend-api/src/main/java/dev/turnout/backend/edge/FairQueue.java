package dev.turnout.backend.edge;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that serves networks in turn, so that an item waits for at most as many of each other network as it
 * is from the front of its own. When it is full, the network with the most items loses its newest. Not thread-safe.
 */
final class FairQueue<T> {

    private final int capacity;

    /** The next to be served first; without empty queues. */
    private final Map<String, Deque<T>> byNetwork = new LinkedHashMap<>();

    private int size;

    FairQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Returns the item that has no place any more, which may be the added one, or null. */
    @Nullable T add(String network, T item) {
        byNetwork.computeIfAbsent(network, key -> new ArrayDeque<>()).addLast(item);
        size++;
        return size > capacity ? removeNewest(largest(network)) : null;
    }

    /** Of several with as many items the given network, if it is among them. */
    private Map.Entry<String, Deque<T>> largest(String preferred) {
        return byNetwork.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, Deque<T>> entry) ->
                                entry.getValue().size())
                        .thenComparing(entry -> entry.getKey().equals(preferred)))
                .orElseThrow();
    }

    private T removeNewest(Map.Entry<String, Deque<T>> network) {
        Deque<T> items = network.getValue();
        T newest = items.removeLast();
        if (items.isEmpty()) {
            byNetwork.remove(network.getKey());
        }
        size--;
        return newest;
    }

    @Nullable T poll() {
        if (size == 0) {
            return null;
        }
        Map.Entry<String, Deque<T>> network = byNetwork.entrySet().iterator().next();
        String name = network.getKey();
        Deque<T> items = network.getValue();
        byNetwork.remove(name);
        T next = items.removeFirst();
        if (!items.isEmpty()) {
            byNetwork.put(name, items);
        }
        size--;
        return next;
    }

    int size() {
        return size;
    }
}
