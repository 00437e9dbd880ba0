package dev.turnout.backend.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.turnout.backend.analytics.DisabledSpans.Disabled;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.AuctionId;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the stored audience of auctions. Nothing older than the retention time is read, also before it
 * is deleted. Any thread.
 */
public final class Analytics {

    private static final int MAX_MARKERS = 1_000;
    private static final int MAX_SWITCHES = 10_000;
    private static final int SPARKLINE_MINUTES = 60;

    /** A marker with the audience a minute before and after it. */
    public record MarkedMoment(
            Marker marker,
            @Nullable Integer audienceBefore,
            @Nullable Integer audienceAfter,
            @Nullable Integer change) {}

    /**
     * How much of a span was observed.
     *
     * @param from start of the span; not before the auction existed
     * @param until end of the span; not after now
     * @param minutes whole minutes in the span
     * @param observedMinutes minutes of which there is a snapshot
     */
    public record Coverage(Instant from, Instant until, long minutes, long observedMinutes) {}

    /**
     * The data of a chart.
     *
     * @param resolutionSeconds distance of adjacent points; a larger distance is a gap
     * @param points oldest first
     * @param disabled spans in which analytics was disabled
     * @param markers the newest markers of the span, oldest first
     * @param notes notes of the span, oldest first
     */
    public record Chart(
            long resolutionSeconds,
            List<Point> points,
            Summary summary,
            Coverage coverage,
            List<Disabled> disabled,
            List<MarkedMoment> markers,
            List<Note> notes) {}

    /**
     * One lot of an auction.
     *
     * @param number from 1 on, in the order of the openings
     * @param openedAt the first bid; null when only the sale was relayed
     * @param hammerAt the sale; null when the lot was not sold
     * @param peak largest count of the minutes between opening and sale
     */
    public record Lot(
            int number,
            @Nullable String name,
            int bids,
            @Nullable Instant openedAt,
            @Nullable Integer audienceAtOpening,
            @Nullable Instant hammerAt,
            @Nullable Integer audienceAtHammer,
            @Nullable Integer audienceBefore,
            @Nullable Integer audienceAfter,
            @Nullable Integer change,
            @Nullable Integer peak) {}

    /** A point on an axis that begins at the auction's start. */
    public record OffsetPoint(
            long offsetSeconds, @JsonUnwrapped Point point) {}

    /** @param start when it went live, else its first snapshot; null when there is neither */
    public record Aligned(
            String id,
            String title,
            @Nullable Instant start,
            long resolutionSeconds,
            List<OffsetPoint> points,
            Summary summary) {}

    /**
     * The last hour of every auction.
     *
     * @param counts by auction: last sample of each minute from {@code from} on, null where there is none
     */
    public record Sparklines(Instant from, int stepSeconds, Map<String, List<@Nullable Integer>> counts) {}

    private final Storage storage;
    private final SpanReader spans;
    private final Duration retention;
    private final InstantSource clock;

    public Analytics(Storage storage, Duration retention, InstantSource clock) {
        this.storage = storage;
        this.spans = new SpanReader(storage);
        this.retention = retention;
        this.clock = clock;
    }

    private Instant oldest() {
        return clock.instant().minus(retention);
    }

    /** The part of a period that is not older than the retention time. */
    private Period visible(Period period) {
        Instant oldest = oldest();
        if (!period.from().isBefore(oldest)) {
            return period;
        }
        return new Period(oldest, period.until().isAfter(oldest) ? period.until() : oldest.plusMillis(1));
    }

    public Chart chart(Auction auction, Period requested) {
        Period period = visible(requested);
        SpanReader.Span span = spans.read(auction.id(), period);
        Summary summary = Summary.of(span.total());
        return new Chart(
                span.resolutionSeconds(),
                span.points(),
                summary,
                coverage(auction, period, summary),
                DisabledSpans.of(auction, storage.switches(auction.id(), MAX_SWITCHES), period),
                moments(auction.id(), storage.markers(auction.id(), period, MAX_MARKERS)),
                notes(auction.id(), period));
    }

    private Coverage coverage(Auction auction, Period period, Summary summary) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Instant first = summary.first();
        Instant last = summary.last();
        Instant begin = first != null && first.isBefore(auction.createdAt()) ? first : auction.createdAt();
        Instant from = max(period.from(), begin).truncatedTo(ChronoUnit.MINUTES);
        Instant until = last == null
                ? now
                : max(now, last.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
        until = max(from, period.until().isBefore(until) ? period.until() : until);
        long seconds = Duration.between(from, until).toSeconds();
        return new Coverage(from, until, Math.max(seconds / 60, summary.duration()), summary.duration());
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private List<Note> notes(AuctionId id, Period period) {
        return storage.notes(id).stream()
                .filter(note -> !note.timestamp().isBefore(period.from())
                        && note.timestamp().isBefore(period.until()))
                .toList();
    }

    private List<MarkedMoment> moments(AuctionId id, List<Marker> markers) {
        List<Period> spansAround = markers.stream()
                .map(marker -> new Period(marker.timestamp(), marker.timestamp().plusMillis(1)))
                .toList();
        MinuteLookup minutes = MinuteLookup.read(storage, id, spansAround, oldest());
        return markers.stream()
                .map(marker -> {
                    MinuteLookup.Change change = minutes.changeAround(marker.timestamp());
                    return new MarkedMoment(marker, change.before(), change.after(), change.change());
                })
                .toList();
    }

    /** The lots of a span, from its newest markers. */
    public List<Lot> lots(AuctionId id, Period requested) {
        List<Lots.Group> groups = Lots.of(storage.markers(id, visible(requested), MAX_MARKERS));
        MinuteLookup minutes = MinuteLookup.read(
                storage, id, groups.stream().map(Lots.Group::span).toList(), oldest());
        List<Lot> lots = new ArrayList<>();
        for (Lots.Group group : groups) {
            lots.add(lot(lots.size() + 1, group, minutes));
        }
        return lots;
    }

    private static Lot lot(int number, Lots.Group group, MinuteLookup minutes) {
        Marker opening = group.opening();
        Marker hammer = group.hammer();
        MinuteLookup.Change change =
                hammer == null ? MinuteLookup.Change.of(null, null) : minutes.changeAround(hammer.timestamp());
        return new Lot(
                number,
                group.name(),
                group.bids(),
                opening == null ? null : opening.timestamp(),
                opening == null ? null : opening.audience(),
                hammer == null ? null : hammer.timestamp(),
                hammer == null ? null : hammer.audience(),
                change.before(),
                change.after(),
                change.change(),
                minutes.peak(group.start(), group.end()));
    }

    /** The newest bids and sales since the auction went live, at most so many, oldest first. */
    public List<Marker> newestMarkers(Auction auction, int limit) {
        Instant start = auction.startedAt();
        Period period = start == null ? Period.ALWAYS : Period.since(start);
        return storage.markers(auction.id(), visible(period), limit);
    }

    /** All stored minutes of an auction on an axis that begins at its start. */
    public Aligned aligned(Auction auction) {
        SpanReader.Span span = spans.read(auction.id(), visible(Period.ALWAYS));
        Summary summary = Summary.of(span.total());
        Instant start = auction.startedAt() == null ? summary.first() : auction.startedAt();
        List<OffsetPoint> points = start == null
                ? List.of()
                : span.points().stream()
                        .map(point -> new OffsetPoint(
                                Duration.between(start, point.timestamp()).toSeconds(), point))
                        .toList();
        return new Aligned(auction.id().value(), auction.title(), start, span.resolutionSeconds(), points, summary);
    }

    /** Writes a period's snapshots as CSV while they are read; throws UncheckedIOException when the writer does. */
    public void csv(AuctionId id, Period period, SnapshotCsv.Format format, Writer out) {
        SnapshotCsv csv = new SnapshotCsv(out, format);
        storage.snapshots(id, visible(period), Detail.COUNTS_AND_COUNTRIES, csv::add);
        csv.finish();
    }

    /** The newest minutes, at most so many, oldest first, one point for each timestamp. */
    public List<Point> recent(AuctionId id, int timestamps) {
        PointSeries oneForEach = new PointSeries(timestamps);
        AggregateSum sum = new AggregateSum();
        storage.newestSnapshots(id, oldest(), timestamps)
                .forEach(snapshot -> oneForEach.add(
                        snapshot.timestamp().getEpochSecond(), sum.toAggregate(new StoredSnapshot(snapshot, null))));
        return oneForEach.points();
    }

    public Sparklines sparklines() {
        Instant until = clock.instant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        Instant from = until.minus(Duration.ofMinutes(SPARKLINE_MINUTES));
        Map<String, List<@Nullable Integer>> counts = new HashMap<>();
        storage.minuteCounts(new Period(from, until), (auction, second, viewers) -> {
            int minute = (int) ((second - from.getEpochSecond()) / 60);
            counts.computeIfAbsent(auction, unused -> Arrays.asList(new @Nullable Integer[SPARKLINE_MINUTES]))
                    .set(minute, viewers);
        });
        return new Sparklines(from, 60, counts);
    }
}
