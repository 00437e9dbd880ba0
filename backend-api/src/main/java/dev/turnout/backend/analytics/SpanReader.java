package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.RollUp.Width;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.model.AuctionId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a span of one auction from as few rows as possible: whole days and hours from the roll-ups, the rest at both ends
 * from snapshots. Any thread.
 */
final class SpanReader {

    private static final int MAX_POINTS = 1_500;

    /** With more snapshots than this, points are built from hours instead of snapshots. */
    private static final int MAX_SNAPSHOTS_FOR_POINTS = 12_000;

    /** Has fewer than that unless nine servers post each minute, so its snapshots are not counted first. */
    private static final long SHORT_SPAN_SECONDS = Duration.ofDays(1).toSeconds();

    /** @param total null when there is no snapshot in the span */
    record Span(
            List<Point> points,
            long resolutionSeconds,
            @Nullable Aggregate total) {}

    private final Storage storage;

    SpanReader(Storage storage) {
        this.storage = storage;
    }

    Span read(AuctionId id, Period period) {
        long from = ceiling(period.firstSecond(), Width.HOUR);
        long until = Width.HOUR.startOf(period.endSecond());
        return from < until ? readWithRollUps(id, period, from, until) : readSnapshots(id, period);
    }

    private static long ceiling(long second, Width width) {
        return width.startOf(second + width.seconds() - 1);
    }

    private Span readSnapshots(AuctionId id, Period period) {
        PointSeries series = new PointSeries(MAX_POINTS);
        AggregateSum total = new AggregateSum();
        addSnapshots(id, period, total, series);
        return span(series, total);
    }

    private Span readWithRollUps(AuctionId id, Period period, long from, long until) {
        List<RollUp> hours = until - from <= SHORT_SPAN_SECONDS
                ? List.of()
                : storage.rollUps(id, Width.HOUR, Period.ofSeconds(from, until), Detail.COUNTS);
        boolean fine =
                hours.stream().mapToLong(hour -> hour.aggregate().snapshots()).sum() <= MAX_SNAPSHOTS_FOR_POINTS;
        PointSeries series = fine ? new PointSeries(MAX_POINTS) : new PointSeries(MAX_POINTS, Width.HOUR.seconds());
        AggregateSum total = new AggregateSum();
        PointSeries coarse = fine ? null : series;
        if (period.firstSecond() < from) {
            addSnapshots(id, Period.ofSeconds(period.firstSecond(), from), total, coarse);
        }
        if (fine) {
            addPoints(id, period, series);
        } else {
            hours.forEach(hour -> series.add(hour.start().getEpochSecond(), hour.aggregate()));
        }
        addDaysAndHours(id, from, until, total);
        if (until < period.endSecond()) {
            addSnapshots(id, Period.ofSeconds(until, period.endSecond()), total, coarse);
        }
        return span(series, total);
    }

    private void addDaysAndHours(AuctionId id, long from, long until, AggregateSum total) {
        long firstDay = ceiling(from, Width.DAY);
        long endOfDays = Width.DAY.startOf(until);
        if (firstDay < endOfDays) {
            addRollUps(id, Width.HOUR, from, firstDay, total);
            addRollUps(id, Width.DAY, firstDay, endOfDays, total);
            addRollUps(id, Width.HOUR, endOfDays, until, total);
        } else {
            addRollUps(id, Width.HOUR, from, until, total);
        }
    }

    private void addRollUps(AuctionId id, Width width, long from, long until, AggregateSum total) {
        if (from < until) {
            storage.rollUps(id, width, Period.ofSeconds(from, until), Detail.ALL)
                    .forEach(rollUp -> total.add(rollUp.aggregate()));
        }
    }

    private void addSnapshots(AuctionId id, Period period, AggregateSum total, @Nullable PointSeries series) {
        storage.snapshots(id, period, Detail.ALL, stored -> {
            Aggregate aggregate = total.toAggregate(stored);
            total.add(aggregate);
            if (series != null) {
                series.add(stored.snapshot().timestamp().getEpochSecond(), aggregate);
            }
        });
    }

    private void addPoints(AuctionId id, Period period, PointSeries series) {
        AggregateSum minutes = new AggregateSum();
        storage.snapshots(
                id,
                period,
                Detail.COUNTS,
                stored -> series.add(stored.snapshot().timestamp().getEpochSecond(), minutes.toAggregate(stored)));
    }

    private static Span span(PointSeries series, AggregateSum total) {
        return new Span(series.points(), series.resolutionSeconds(), total.sum());
    }
}
