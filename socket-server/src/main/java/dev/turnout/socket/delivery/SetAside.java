package dev.turnout.socket.delivery;

import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Which snapshots the backend has refused for good, with which status; the oldest first. */
final class SetAside {

    private record Refused(int status, int bytes) {}

    private final NavigableMap<Long, Refused> refused = new TreeMap<>();
    private long bytes;

    void add(long number, int status, int size) {
        remove(number);
        refused.put(number, new Refused(status, size));
        bytes += size;
    }

    void remove(long number) {
        Refused gone = refused.remove(number);
        if (gone != null) {
            bytes -= gone.bytes();
        }
    }

    /** Forgets all from {@code first} to before {@code end}. */
    void removeRange(long first, long end) {
        List.copyOf(refused.subMap(first, end).keySet()).forEach(this::remove);
    }

    long bytes() {
        return bytes;
    }

    OptionalLong oldest(IntPredicate status) {
        return refused.entrySet().stream()
                .filter(entry -> status.test(entry.getValue().status()))
                .mapToLong(entry -> entry.getKey())
                .findFirst();
    }

    /** The newest first, so that each can be put before those that follow it. */
    List<Long> newestFirst(IntPredicate status) {
        return refused.descendingMap().entrySet().stream()
                .filter(entry -> status.test(entry.getValue().status()))
                .map(entry -> entry.getKey())
                .toList();
    }
}
