package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Snapshots for tests. */
final class Minutes {

    static final Instant BEGIN = Instant.parse("2025-10-21T14:15:00Z");

    private Minutes() {}

    static AuctionMinute minute(String auction, int minute) {
        return minute(auction, minute, "run-1", 12);
    }

    static AuctionMinute minute(String auction, int minute, String source, int samples) {
        Instant at = BEGIN.plus(Duration.ofMinutes(minute));
        int count = 100 + minute % 50;
        Snapshot snapshot = Snapshot.builder(at)
                .viewerCount(count)
                .avgViewers(count)
                .peakViewers(count + 5)
                .minViewers(count - 5)
                .sampleCount(samples)
                .source(source)
                .build();
        return new AuctionMinute(new AuctionId(auction), snapshot);
    }

    /** One minute of the auctions {@code a0}, {@code a1}, … */
    static List<AuctionMinute> ofAuctions(int auctions, int minute) {
        return IntStream.range(0, auctions)
                .mapToObj(auction -> minute("a" + auction, minute))
                .toList();
    }

    static List<EncodedSnapshot> encoded(AuctionMinute... minutes) {
        return List.of(minutes).stream().map(EncodedSnapshot::of).toList();
    }
}
