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
        @JsonInclude(Include.NON_NULL) @Nullable List<@Nullable Integer> sparkline) {

    /** For a list. */
    static AuctionView of(Auction auction, LiveCounts.Counts counts) {
        return new AuctionView(
                null,
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
                null,
                null);
    }

    static @Nullable Integer peak(Auction auction, LiveCounts.Counts counts) {
        int peak = Math.max(Objects.requireNonNullElse(auction.peakViewers(), 0), counts.peak(auction.id()));
        return peak == 0 ? auction.peakViewers() : Integer.valueOf(peak);
    }

    /** For an answer of its own. */
    AuctionView with(List<AnalyticsSwitch> switches) {
        return new AuctionView(
                true,
                id,
                title,
                status,
                enableViewerAnalytics,
                createdAt,
                startedAt,
                endedAt,
                currentViewers,
                asOf,
                peakViewers,
                switches,
                null);
    }

    AuctionView withSparkline(@Nullable List<@Nullable Integer> counts) {
        return new AuctionView(
                success,
                id,
                title,
                status,
                enableViewerAnalytics,
                createdAt,
                startedAt,
                endedAt,
                currentViewers,
                asOf,
                peakViewers,
                analyticsSwitches,
                counts);
    }
}
