package dev.turnout.engine.socketio;

import dev.turnout.engine.EventId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Events of several engines, as ranges of the numbers that these gave them. Immutable. As text it is {@code
 * "<engine>:<range>,<range>;<engine>:…"} in base 36, where a range is {@code "<number>"} or {@code "<first>-<last>"}.
 *
 * @param byEngine ascending ranges that do not touch
 * @param isComplete false for {@link #TOO_MANY}
 */
record EventRanges(Map<String, List<Range>> byEngine, boolean isComplete) {

    static final EventRanges NONE = new EventRanges(Map.of(), true);

    /** What takes the place of more ranges than a client is to carry: nobody can distinguish these events from others. */
    static final EventRanges TOO_MANY = new EventRanges(Map.of(), false);

    private static final String TOO_MANY_TEXT = "*";
    private static final int MAX_RANGES = 16;
    private static final int RADIX = 36;

    record Range(long first, long last) {

        boolean contains(long number) {
            return first <= number && number <= last;
        }

        @Override
        public String toString() {
            String begin = Long.toString(first, RADIX);
            return first == last ? begin : begin + "-" + Long.toString(last, RADIX);
        }

        static Range parse(String text) {
            int dash = text.indexOf('-');
            long first = Long.parseLong(dash < 0 ? text : text.substring(0, dash), RADIX);
            long last = dash < 0 ? first : Long.parseLong(text.substring(dash + 1), RADIX);
            if (last < first) {
                throw new NumberFormatException("a range that ends before it begins");
            }
            return new Range(first, last);
        }
    }

    /** Of one engine. */
    static EventRanges of(String engine, EventNumbers numbers) {
        List<Range> ranges = numbers.first(MAX_RANGES + 1);
        return of(ranges.isEmpty() ? Map.of() : Map.of(engine, ranges));
    }

    private static EventRanges of(Map<String, List<Range>> byEngine) {
        int ranges = byEngine.values().stream().mapToInt(List::size).sum();
        if (ranges > MAX_RANGES) {
            return TOO_MANY;
        }
        return ranges == 0 ? NONE : new EventRanges(byEngine, true);
    }

    /** Adds a range that does not begin before the last one. */
    private static void add(List<Range> ranges, Range next) {
        int newest = ranges.size() - 1;
        if (newest >= 0 && next.first <= ranges.get(newest).last + 1) {
            Range merged = ranges.get(newest);
            ranges.set(newest, new Range(merged.first, Math.max(merged.last, next.last)));
        } else {
            ranges.add(next);
        }
    }

    boolean isEmpty() {
        return isComplete && byEngine.isEmpty();
    }

    boolean contains(EventId event) {
        return byEngine.getOrDefault(event.engine(), List.of()).stream()
                .anyMatch(range -> range.contains(event.number()));
    }

    EventRanges and(EventRanges others) {
        if (isEmpty() || !others.isComplete) {
            return others;
        }
        if (others.isEmpty() || !isComplete) {
            return this;
        }
        Map<String, List<Range>> all = new TreeMap<>(byEngine);
        others.byEngine.forEach((engine, ranges) -> all.merge(engine, ranges, EventRanges::merged));
        return of(all);
    }

    private static List<Range> merged(List<Range> some, List<Range> others) {
        List<Range> sorted = new ArrayList<>(some);
        sorted.addAll(others);
        sorted.sort(Comparator.comparingLong(Range::first));
        List<Range> merged = new ArrayList<>();
        sorted.forEach(range -> add(merged, range));
        return merged;
    }

    /** Without the events of one engine. */
    EventRanges without(String engine) {
        if (!byEngine.containsKey(engine)) {
            return this;
        }
        Map<String, List<Range>> rest = new TreeMap<>(byEngine);
        rest.remove(engine);
        return of(rest);
    }

    String text() {
        if (!isComplete) {
            return TOO_MANY_TEXT;
        }
        return new TreeMap<>(byEngine)
                .entrySet().stream()
                        .map(engine -> engine.getKey() + ":"
                                + engine.getValue().stream()
                                        .map(Range::toString)
                                        .collect(Collectors.joining(",")))
                        .collect(Collectors.joining(";"));
    }

    /** Empty for text that {@link #text} did not write. */
    static Optional<EventRanges> parse(String text) {
        if (text.equals(TOO_MANY_TEXT)) {
            return Optional.of(TOO_MANY);
        }
        try {
            Map<String, List<Range>> byEngine = new TreeMap<>();
            for (String part : text.split(";", -1)) {
                int colon = part.indexOf(':');
                List<Range> ranges = new ArrayList<>();
                for (String range : part.substring(colon + 1).split(",", -1)) {
                    add(ranges, Range.parse(range));
                }
                byEngine.put(part.substring(0, Math.max(0, colon)), List.copyOf(ranges));
            }
            EventRanges parsed = of(byEngine);
            return parsed.text().equals(text) && byEngine.keySet().stream().allMatch(EventId::isEngine)
                    ? Optional.of(parsed)
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
