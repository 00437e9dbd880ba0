package dev.turnout.backend.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.analytics.DisabledSpans;
import dev.turnout.backend.analytics.Point;
import dev.turnout.backend.analytics.SnapshotCsv;
import dev.turnout.backend.analytics.Summary;
import dev.turnout.backend.analytics.TimeRange;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Share;
import dev.turnout.model.AuctionId;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Stored audience data: curve and CSV for admins and holders of links, a short public history for everyone. */
final class AnalyticsRoutes {

    private static final int MINUTES_SHOWN = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration STILL_CURRENT = Duration.ofMinutes(2);

    /** A longer span is a mistake, such as milliseconds given as seconds; everything stored is {@code timeRange=all}. */
    private static final int LONGEST_SPAN_YEARS = 100;

    private static final String CACHEABLE = "public, max-age=5";

    private record MarkerView(
            Instant timestamp,
            String kind,
            @Nullable Integer audience,
            @Nullable Integer audienceBefore,
            @Nullable Integer audienceAfter,
            @Nullable Integer change,
            @JsonRawValue @Nullable String data) {

        static MarkerView of(Analytics.MarkedMoment moment) {
            Marker marker = moment.marker();
            return new MarkerView(
                    marker.timestamp(),
                    marker.kind().word(),
                    marker.audience(),
                    moment.audienceBefore(),
                    moment.audienceAfter(),
                    moment.change(),
                    marker.data());
        }
    }

    private record Viewers(
            boolean success,
            String auctionId,
            long resolutionSeconds,
            List<Point> snapshots,
            Summary summary,
            Analytics.Coverage coverage,
            List<DisabledSpans.Disabled> disabled,
            List<MarkerView> markers,
            List<Note> notes) {}

    private record LotTable(boolean success, String auctionId, List<Analytics.Lot> lots) {}

    private record Comparison(boolean success, List<Analytics.Aligned> auctions) {}

    private record Minute(Instant timestamp, int count) {}

    private record ViewerStats(
            boolean success,
            @Nullable Integer current,
            int peak,
            List<Minute> history,
            @Nullable Instant asOf) {}

    private static final String RETRY_SECONDS = "5";

    private record Current(
            @Nullable Integer viewers, @Nullable Instant asOf) {

        static final Current UNKNOWN = new Current(null, null);
    }

    private final Auctions auctions;
    private final Analytics analytics;
    private final LiveCounts liveCounts;
    private final ShareStreams shareStreams;
    private final InstantSource clock;

    AnalyticsRoutes(
            Auctions auctions,
            Analytics analytics,
            LiveCounts liveCounts,
            ShareStreams shareStreams,
            InstantSource clock) {
        this.auctions = auctions;
        this.analytics = analytics;
        this.liveCounts = liveCounts;
        this.shareStreams = shareStreams;
        this.clock = clock;
    }

    void viewers(Context ctx) {
        Auction auction = auction(ctx);
        Analytics.Chart chart = analytics.chart(auction, period(ctx));
        Answers.largeJson(
                ctx,
                new Viewers(
                        true,
                        auction.id().value(),
                        chart.resolutionSeconds(),
                        chart.points(),
                        chart.summary(),
                        chart.coverage(),
                        chart.disabled(),
                        chart.markers().stream().map(MarkerView::of).toList(),
                        chart.notes()));
    }

    void lots(Context ctx) {
        Auction auction = auction(ctx);
        ctx.json(new LotTable(true, auction.id().value(), analytics.lots(auction.id(), period(ctx))));
    }

    /** Both auctions on an axis that begins at the start of each. */
    void compare(Context ctx) {
        Auction auction = auction(ctx);
        Auction other = Optional.ofNullable(ctx.queryParam("with"))
                .flatMap(AuctionId::parse)
                .flatMap(auctions::find)
                .orElseThrow(() -> Problem.badRequest("with must be the id of the other auction"));
        Answers.largeJson(ctx, new Comparison(true, List.of(analytics.aligned(auction), analytics.aligned(other))));
    }

    void csv(Context ctx) throws IOException {
        Optional<Share> share = Gate.optionalShareOf(ctx);
        if (share.isEmpty()) {
            streamCsv(ctx);
            return;
        }
        if (!shareStreams.tryBegin(share.get())) {
            throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, "too many downloads by links at this moment")
                    .with(Header.RETRY_AFTER, RETRY_SECONDS);
        }
        try {
            streamCsv(ctx);
        } finally {
            shareStreams.end(share.get());
        }
    }

    private void streamCsv(Context ctx) throws IOException {
        Auction auction = auction(ctx);
        Period period = period(ctx);
        SnapshotCsv.Format format = new SnapshotCsv.Format(zone(ctx), flag(ctx, "bom"));
        StreamedBody body = new StreamedBody(ctx, () -> {
            ctx.contentType("text/csv; charset=utf-8");
            ctx.header(
                    Header.CONTENT_DISPOSITION,
                    "attachment; filename=\"" + auction.id().slug() + "-viewers.csv\"");
        });
        Writer out = new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
        analytics.csv(auction.id(), period, format, out);
        out.flush();
    }

    void stats(Context ctx) {
        Auction auction = auction(ctx);
        LiveCounts.Counts counts = liveCounts.recent();
        List<Point> recent = analytics.recent(auction.id(), MINUTES_SHOWN);
        Integer now = counts.current(auction.id());
        Current current = now == null ? lastKnown(recent) : new Current(now, counts.asOf());
        ctx.header(Header.CACHE_CONTROL, CACHEABLE);
        ctx.json(new ViewerStats(
                true,
                current.viewers(),
                Objects.requireNonNullElse(AuctionView.peak(auction, counts), 0),
                recent.stream()
                        .map(point -> new Minute(point.timestamp(), point.viewerCount()))
                        .toList(),
                current.asOf()));
    }

    /** The last minute's count if it is recent, as of the end of that minute. */
    private Current lastKnown(List<Point> recent) {
        if (recent.isEmpty()) {
            return Current.UNKNOWN;
        }
        Point last = recent.get(recent.size() - 1);
        return last.timestamp().isAfter(clock.instant().minus(STILL_CURRENT))
                ? new Current(last.viewerCount(), last.timestamp().plus(MINUTE))
                : Current.UNKNOWN;
    }

    private Auction auction(Context ctx) {
        return auctions.find(Paths.auction(ctx)).orElseThrow(Problem::noAuction);
    }

    private Period period(Context ctx) {
        Optional<String> range = Optional.ofNullable(ctx.queryParam("timeRange"));
        Optional<Instant> from = instant(ctx, "from");
        Optional<Instant> to = instant(ctx, "to");
        if (from.isEmpty() && to.isEmpty()) {
            return TimeRange.parse(range.orElse(TimeRange.ALL.word()))
                    .orElseThrow(() -> Problem.badRequest("timeRange is one of " + TimeRange.words()))
                    .until(clock.instant());
        }
        if (range.isPresent()) {
            throw Problem.badRequest("give either timeRange or from and to");
        }
        if (from.isPresent() && to.isPresent() && isTooLong(from.get(), to.get())) {
            throw Problem.badRequest("from and to are more than " + LONGEST_SPAN_YEARS
                    + " years apart; for all that is stored use timeRange=all");
        }
        try {
            return new Period(from.orElse(Period.BEGINNING), to.orElse(Period.END));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isTooLong(Instant from, Instant to) {
        return from.atOffset(ZoneOffset.UTC).plusYears(LONGEST_SPAN_YEARS).isBefore(to.atOffset(ZoneOffset.UTC));
    }

    private static @Nullable ZoneId zone(Context ctx) {
        String zone = ctx.queryParam("zone");
        try {
            return zone == null ? null : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw Problem.badRequest("zone is not a time zone such as Europe/Zurich");
        }
    }

    static boolean flag(Context ctx, String name) {
        String value = Objects.requireNonNullElse(ctx.queryParam(name), "false");
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw Problem.badRequest(name + " is true or false");
        };
    }

    private static Optional<Instant> instant(Context ctx, String name) {
        Optional<Instant> given;
        try {
            given = Optional.ofNullable(ctx.queryParam(name))
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw Problem.badRequest(name + " is not a time such as 2025-10-21T14:15:00Z");
        }
        if (given.isPresent()
                && (given.get().isBefore(Period.BEGINNING) || given.get().isAfter(Period.END))) {
            throw Problem.badRequest(name + " is not between 1970 and 9999");
        }
        return given;
    }
}
