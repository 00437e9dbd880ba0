package dev.turnout.backend.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An auction as the API shows it.
 *
 * @param success not in a list
 * @param currentViewers null when socket-server does not answer
 * @param asOf when {@code currentViewers} was read; null when it is unknown
 * @param peakViewers null when there never was a viewer
 * @param analyticsSwitches changes of the analytics switch, newest first; not in a list
 * @param lastSwitch the newest change of the analytics switch; only in a list
 * @param sparkline last sample of each minute of the last hour; only in a list with sparklines
 */
record AuctionView(
        @JsonInclude(Include.NON_NULL) @Nullable Boolean success,
        String id,
        String title,
        String status,
        boolean enableViewerAnalytics,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer currentViewers,
        @Nullable Instant asOf,
        @Nullable Integer peakViewers,
        @JsonInclude(Include.NON_NULL) @Nullable List<AnalyticsSwitch> analyticsSwitches,
        @JsonInclude(Include.NON_NULL) @Nullable AnalyticsSwitch lastSwitch,
        @JsonInclude(Include.NON_NULL) @Nullable List<@Nullable Integer> sparkline) {

    /** For a list. */
    static AuctionView inList(
            Auction auction,
            LiveCounts.Counts counts,
            @Nullable AnalyticsSwitch lastSwitch,
            @Nullable List<@Nullable Integer> sparkline) {
        return of(auction, counts, null, null, lastSwitch, sparkline);
    }

    /** For an answer of its own. */
    static AuctionView alone(Auction auction, LiveCounts.Counts counts, List<AnalyticsSwitch> switches) {
        return of(auction, counts, true, switches, null, null);
    }

    private static AuctionView of(
            Auction auction,
            LiveCounts.Counts counts,
            @Nullable Boolean success,
            @Nullable List<AnalyticsSwitch> switches,
            @Nullable AnalyticsSwitch lastSwitch,
            @Nullable List<@Nullable Integer> sparkline) {
        return new AuctionView(
                success,
                auction.id().value(),
                auction.title(),
                auction.status().word(),
                auction.enableViewerAnalytics(),
                auction.createdAt(),
                auction.startedAt(),
                auction.endedAt(),
                counts.current(auction.id()),
                counts.asOf(),
                peak(auction, counts),
                switches,
                lastSwitch,
                sparkline);
    }

    static @Nullable Integer peak(Auction auction, LiveCounts.Counts counts) {
        int peak = Math.max(Objects.requireNonNullElse(auction.peakViewers(), 0), counts.peak(auction.id()));
        return peak == 0 ? auction.peakViewers() : Integer.valueOf(peak);
    }
}
