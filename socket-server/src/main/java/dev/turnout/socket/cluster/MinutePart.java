package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one node has seen of an auction's sessions in a minute, and the others have not: the count is known to all, the
 * sessions behind it only to their node.
 *
 * @param uniqueViewers different viewers
 * @param sketch of the different viewers, as in {@link Snapshot#uniqueSketch}
 * @param sessionSeconds ended sessions by length
 * @param sections sessions by section
 * @param countries sessions by country
 */
record MinutePart(
        AuctionId auction,
        int uniqueViewers,
        @Nullable String sketch,
        @Nullable Map<String, Integer> sessionSeconds,
        @Nullable Map<String, Integer> sections,
        @Nullable Map<String, Integer> countries) {

    /** As many as of one node. */
    private static final int MOST_SECTIONS = 200;

    /** Empty when the node had no session in the minute. */
    static Optional<MinutePart> of(AuctionMinute minute) {
        Snapshot seen = minute.snapshot();
        MinutePart part = new MinutePart(
                minute.auction(),
                Objects.requireNonNullElse(seen.uniqueViewers(), 0),
                seen.uniqueSketch(),
                seen.sessionSeconds(),
                seen.sections(),
                seen.countries());
        return part.isEmpty() ? Optional.empty() : Optional.of(part);
    }

    private boolean isEmpty() {
        return uniqueViewers == 0 && isEmpty(sessionSeconds) && isEmpty(sections) && isEmpty(countries);
    }

    private static boolean isEmpty(@Nullable Map<String, Integer> numbers) {
        return numbers == null || numbers.isEmpty();
    }

    /** The minute of all nodes. */
    static Snapshot merge(Snapshot own, Collection<MinutePart> others) {
        Snapshot merged = own;
        for (MinutePart other : others) {
            merged = other.addTo(merged);
        }
        return merged;
    }

    private Snapshot addTo(Snapshot minute) {
        ViewerSketch both = sketch(minute.uniqueSketch());
        both.merge(sketch(sketch));
        return minute.toBuilder()
                .uniqueViewers(different(Objects.requireNonNullElse(minute.uniqueViewers(), 0), both))
                .uniqueSketch(both.encode())
                .sessionSeconds(sum(minute.sessionSeconds(), sessionSeconds))
                .sections(largest(sum(minute.sections(), sections)))
                .countries(sum(minute.countries(), countries))
                .build();
    }

    /** Estimated, but never more than the sum and never less than one of them; exact when one of them has none. */
    private int different(int others, ViewerSketch both) {
        long atLeast = Math.max(others, uniqueViewers);
        long atMost = (long) others + uniqueViewers;
        return (int) Math.max(atLeast, Math.min(atMost, both.estimate()));
    }

    private static ViewerSketch sketch(@Nullable String text) {
        return text == null ? new ViewerSketch() : ViewerSketch.decode(text);
    }

    private static @Nullable Map<String, Integer> sum(
            @Nullable Map<String, Integer> one, @Nullable Map<String, Integer> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Map<String, Integer> sum = new TreeMap<>(one);
        other.forEach((name, number) -> sum.merge(name, number, Integer::sum));
        return sum;
    }

    private static @Nullable Map<String, Integer> largest(@Nullable Map<String, Integer> sections) {
        if (sections == null || sections.size() <= MOST_SECTIONS) {
            return sections;
        }
        Map<String, Integer> largest = new TreeMap<>();
        sections.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_SECTIONS)
                .forEach(section -> largest.put(section.getKey(), section.getValue()));
        return largest;
    }
}
