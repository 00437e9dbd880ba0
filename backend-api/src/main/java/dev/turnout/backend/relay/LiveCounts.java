package dev.turnout.backend.relay;

import dev.turnout.model.AuctionId;
import dev.turnout.model.LiveRooms;
import dev.turnout.model.LiveRooms.LiveRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many are watching now, as socket-server tells it. An answer, or that there was none, is kept for a moment, so
 * that many who ask are one who asks. Any thread; whoever finds it too old waits for the new one.
 */
public final class LiveCounts {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** The rooms at one moment. */
    public record Counts(boolean known, Map<String, LiveRoom> rooms) {

        static final Counts UNKNOWN = new Counts(false, Map.of());

        /** The count; 0 for a room without viewers, null when socket-server did not say. */
        public @Nullable Integer current(AuctionId id) {
            return known
                    ? Optional.ofNullable(rooms.get(id.value()))
                            .map(LiveRoom::current)
                            .orElse(0)
                    : null;
        }

        /** The largest count since the room opened; 0 when it is not open or not known. */
        public int peak(AuctionId id) {
            return Optional.ofNullable(rooms.get(id.value()))
                    .map(LiveRoom::peak)
                    .orElse(0);
        }
    }

    private final Supplier<Optional<LiveRooms>> server;
    private final InstantSource clock;
    private Counts counts = Counts.UNKNOWN;
    private Instant askedAt = Instant.MIN;

    public LiveCounts(SocketServerClient server, InstantSource clock) {
        this(server::rooms, clock);
    }

    LiveCounts(Supplier<Optional<LiveRooms>> server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /** At most a moment old. */
    public synchronized Counts recent() {
        Instant now = clock.instant();
        return askedAt.isAfter(now.minus(FRESH)) && !askedAt.isAfter(now) ? counts : now();
    }

    /** Asked for this call. */
    public synchronized Counts now() {
        counts = server.get().map(LiveCounts::counts).orElse(Counts.UNKNOWN);
        askedAt = clock.instant();
        return counts;
    }

    private static Counts counts(LiveRooms rooms) {
        return new Counts(
                true,
                rooms.auctions().stream()
                        .collect(Collectors.toMap(LiveRoom::id, Function.identity(), (one, again) -> again)));
    }
}
