package dev.turnout.engine.socketio;

import dev.turnout.engine.socketio.EventRanges.Range;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers of an engine's events, kept as ranges: each change costs a look-up, however many numbers there are. */
final class EventNumbers {

    /** First to last number of each range; they do not touch. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Whether there are smaller and larger ones. */
    boolean areAround(long number) {
        Map.Entry<Long, Long> last = ranges.lastEntry();
        return last != null && ranges.firstKey() < number && number < last.getValue();
    }

    /** False when it was there. */
    boolean add(long number) {
        Map.Entry<Long, Long> before = ranges.floorEntry(number);
        if (before != null && number <= before.getValue()) {
            return false;
        }
        Long lastOfNext = ranges.remove(number + 1);
        long first = before != null && before.getValue() == number - 1 ? before.getKey() : number;
        ranges.put(first, lastOfNext == null ? number : lastOfNext);
        return true;
    }

    /** False when it was not there. */
    boolean remove(long number) {
        Map.Entry<Long, Long> range = ranges.floorEntry(number);
        if (range == null || range.getValue() < number) {
            return false;
        }
        ranges.remove(range.getKey());
        if (range.getKey() < number) {
            ranges.put(range.getKey(), number - 1);
        }
        if (number < range.getValue()) {
            ranges.put(number + 1, range.getValue());
        }
        return true;
    }

    /** The first ranges, ascending. */
    List<Range> first(int most) {
        return ranges.entrySet().stream()
                .limit(most)
                .map(range -> new Range(range.getKey(), range.getValue()))
                .toList();
    }
}
