package dev.turnout.socket.audience;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is shown of a room beside its count.
 *
 * @param peak the largest count
 * @param unique different viewers; must not be changed
 * @param sections sessions by section
 * @param countries sessions by country; empty when countries are not looked up
 * @param viewers those that may be shown by name, newest first, at most {@link #LISTED}
 */
public record RoomDetail(
        int peak,
        UniqueViewers unique,
        Map<String, Integer> sections,
        Map<String, Integer> countries,
        List<Listed> viewers) {

    /** The viewers that are listed of a room. */
    public static final int LISTED = 20;

    public static final RoomDetail EMPTY = new RoomDetail(0, new UniqueViewers(), Map.of(), Map.of(), List.of());

    /** @param viewerHash the same on all servers */
    public record Listed(long viewerHash, ListedViewer shown) {}

    /** That of a room whose sessions are on several servers; a viewer on two of them is listed once. */
    public RoomDetail merge(RoomDetail other) {
        UniqueViewers both = new UniqueViewers();
        both.addAll(unique);
        both.addAll(other.unique);
        Map<Long, Listed> byViewer = new LinkedHashMap<>();
        Stream.concat(viewers.stream(), other.viewers.stream())
                .sorted(Comparator.comparingLong(listed -> listed.shown().since()))
                .forEach(listed -> byViewer.putIfAbsent(listed.viewerHash(), listed));
        return new RoomDetail(
                Math.max(peak, other.peak),
                both,
                sum(sections, other.sections),
                sum(countries, other.countries),
                byViewer.values().stream()
                        .sorted(Comparator.comparingLong(
                                        (Listed listed) -> listed.shown().since())
                                .reversed())
                        .limit(LISTED)
                        .toList());
    }

    private static Map<String, Integer> sum(Map<String, Integer> one, Map<String, Integer> other) {
        Map<String, Integer> sum = new TreeMap<>(one);
        other.forEach((name, sessions) -> sum.merge(name, sessions, Integer::sum));
        return sum;
    }

    boolean looksLike(RoomDetail other) {
        return peak == other.peak
                && unique.count() == other.unique.count()
                && sections.equals(other.sections)
                && countries.equals(other.countries)
                && viewers.equals(other.viewers);
    }
}
