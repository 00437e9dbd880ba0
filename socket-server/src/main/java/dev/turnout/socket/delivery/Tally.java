package dev.turnout.socket.delivery;

import java.util.EnumMap;
import java.util.Map;

/** How many snapshots have met each fate. */
final class Tally {

    private final Map<Fate, Long> numbers = new EnumMap<>(Fate.class);

    void add(Fate fate, long number) {
        numbers.merge(fate, number, Long::sum);
    }

    void move(Fate from, Fate to) {
        add(from, -1);
        add(to, 1);
    }

    void addAll(Tally other) {
        other.numbers.forEach(this::add);
    }

    long get(Fate fate) {
        return numbers.getOrDefault(fate, 0L);
    }

    long alive() {
        return get(Fate.WAITING) + get(Fate.SET_ASIDE);
    }

    Map<Fate, Long> asMap() {
        return Map.copyOf(numbers);
    }

    static Tally of(Map<Fate, Long> numbers) {
        Tally tally = new Tally();
        numbers.forEach(tally::add);
        return tally;
    }
}
