package dev.turnout.backend.storage;

import dev.turnout.model.AuctionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An auction as it is stored.
 *
 * @param enableViewerAnalytics whether its snapshots are stored
 * @param startedAt start of the last live phase; null before the first
 * @param endedAt time of the end; null unless it has ended
 * @param peakViewers largest count of any snapshot, deleted ones included; null when there
 *     was none
 */
public record Auction(
        AuctionId id,
        String title,
        AuctionStatus status,
        boolean enableViewerAnalytics,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer peakViewers) {

    public static Auction scheduled(AuctionId id, String title, boolean enableViewerAnalytics, Instant now) {
        return new Auction(id, title, AuctionStatus.SCHEDULED, enableViewerAnalytics, now, null, null, null);
    }

    public boolean isLive() {
        return status == AuctionStatus.LIVE;
    }

    public Auction titled(String newTitle) {
        return new Auction(id, newTitle, status, enableViewerAnalytics, createdAt, startedAt, endedAt, peakViewers);
    }

    public Auction switched(boolean enabled) {
        return new Auction(id, title, status, enabled, createdAt, startedAt, endedAt, peakViewers);
    }

    /** With a new status and its times; setting the same status again changes no time. */
    public Auction moved(AuctionStatus newStatus, Instant now) {
        if (newStatus == status) {
            return this;
        }
        Instant started = newStatus == AuctionStatus.LIVE ? now : newStatus == AuctionStatus.ENDED ? startedAt : null;
        Instant ended = newStatus == AuctionStatus.ENDED ? now : null;
        return new Auction(id, title, newStatus, enableViewerAnalytics, createdAt, started, ended, peakViewers);
    }
}
