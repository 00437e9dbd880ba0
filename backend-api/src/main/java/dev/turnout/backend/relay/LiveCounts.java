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
 * The current counts of socket-server. An answer, or the lack of one, is cached for a second, so that many requests cause
 * one request to socket-server. Any thread; a caller that finds the cached answer too old waits for the new one.
 */
public final class LiveCounts {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /**
     * The rooms at one moment.
     *
     * @param asOf when socket-server was requested; null when it did not answer
     */
    public record Counts(@Nullable Instant asOf, Map<String, LiveRoom> rooms) {

        static final Counts UNKNOWN = new Counts(null, Map.of());

        /** The count; 0 for a room without viewers, null when socket-server did not answer. */
        public @Nullable Integer current(AuctionId id) {
            return asOf != null
                    ? Optional.ofNullable(rooms.get(id.value()))
                            .map(LiveRoom::current)
                            .orElse(0)
                    : null;
        }

        /** The largest count since the room opened; 0 when it is not open or unknown. */
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

    /** At most a second old. */
    public synchronized Counts recent() {
        Instant now = clock.instant();
        return askedAt.isAfter(now.minus(FRESH)) && !askedAt.isAfter(now) ? counts : now();
    }

    /** Requested for this call. */
    public synchronized Counts now() {
        Instant now = clock.instant();
        counts = server.get().map(rooms -> counts(rooms, now)).orElse(Counts.UNKNOWN);
        askedAt = clock.instant();
        return counts;
    }

    private static Counts counts(LiveRooms rooms, Instant asOf) {
        return new Counts(
                asOf,
                rooms.auctions().stream()
                        .collect(Collectors.toMap(LiveRoom::id, Function.identity(), (one, again) -> again)));
    }
}
