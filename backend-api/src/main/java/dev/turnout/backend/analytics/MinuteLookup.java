package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stored minutes around some moments of an auction. Immutable. */
final class MinuteLookup {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Read before and after each span, so that the whole minute before it and the whole minute after it are included. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final NavigableMap<Instant, Aggregate> minutes;

    private MinuteLookup(NavigableMap<Instant, Aggregate> minutes) {
        this.minutes = minutes;
    }

    /** Reads the minutes of some spans with a margin; spans that overlap are read once. */
    static MinuteLookup read(Storage storage, AuctionId id, List<Period> spans, Instant oldest) {
        NavigableMap<Instant, Aggregate> minutes = new TreeMap<>();
        for (Period span : merged(spans, oldest)) {
            AggregateSum sum = new AggregateSum();
            storage.snapshots(
                    id,
                    span,
                    Storage.Detail.COUNTS,
                    stored -> minutes.merge(stored.snapshot().timestamp(), sum.toAggregate(stored), Aggregate::plus));
        }
        return new MinuteLookup(minutes);
    }

    private static List<Period> merged(List<Period> spans, Instant oldest) {
        List<Period> merged = new ArrayList<>();
        spans.stream()
                .sorted(Comparator.comparing(Period::from))
                .map(span -> new Period(
                        later(span.from().minus(MARGIN), oldest), span.until().plus(MARGIN)))
                .forEach(span -> {
                    Period last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                    if (last == null || span.from().isAfter(last.until())) {
                        merged.add(span);
                    } else {
                        merged.set(merged.size() - 1, new Period(last.from(), later(last.until(), span.until())));
                    }
                });
        return merged;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Average of the minute that a moment lies in; null when it was not observed. */
    @Nullable Integer audienceAt(Instant moment) {
        Map.Entry<Instant, Aggregate> minute = minutes.floorEntry(moment);
        return minute == null || !moment.isBefore(minute.getKey().plus(MINUTE))
                ? null
                : Integer.valueOf(minute.getValue().average());
    }

    /** Largest count of the minutes that a span touches, both ends included; null when none was observed. */
    @Nullable Integer peak(Instant from, Instant to) {
        return minutes.subMap(from.truncatedTo(ChronoUnit.MINUTES), true, to, true).values().stream()
                .map(Aggregate::top)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The audience a minute before and a minute after a moment. */
    Change changeAround(Instant moment) {
        return Change.of(audienceAt(moment.minus(MINUTE)), audienceAt(moment.plus(MINUTE)));
    }

    /** @param change difference of both; null when one of them is missing */
    record Change(
            @Nullable Integer before,
            @Nullable Integer after,
            @Nullable Integer change) {

        static Change of(@Nullable Integer before, @Nullable Integer after) {
            return new Change(before, after, before == null || after == null ? null : after - before);
        }
    }
}
