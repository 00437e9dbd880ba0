package dev.turnout.backend.auctions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.turnout.backend.relay.Delivery;
import dev.turnout.backend.relay.Delivery.Delivered;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.model.Wire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Relays bids and sales of players to the room, and stores a marker with the audience at that moment. Any thread. */
public final class PlayerEvents {

    /** What is published is kept with its mark up to this many bytes; more is a picture, not a player. */
    private static final int MOST_BYTES_KEPT = 4_096;

    private static final Logger log = LoggerFactory.getLogger(PlayerEvents.class);

    private final Storage storage;
    private final SocketServerClient socketServer;
    private final LiveCounts liveCounts;
    private final InstantSource clock;
    private final Counter lost;

    public PlayerEvents(
            Storage storage,
            SocketServerClient socketServer,
            LiveCounts liveCounts,
            InstantSource clock,
            MeterRegistry meters) {
        this.storage = storage;
        this.socketServer = socketServer;
        this.liveCounts = liveCounts;
        this.clock = clock;
        this.lost = Counter.builder("turnout.markers.lost")
                .description("Events that were sent to the room but could not be stored")
                .register(meters);
    }

    /**
     * Sends the JSON text to the room as it stands, to the byte. Only what reached the room is marked, and what has
     * reached it is delivered even if the marker is lost: the sender must not send it again.
     *
     * @param json valid JSON
     */
    public Delivery publish(Auction auction, Marker.Kind kind, String json) {
        String event = switch (kind) {
            case BIDDING -> Wire.PLAYER_BIDDING_UPDATE;
            case SOLD -> Wire.PLAYER_SOLD_UPDATE;
        };
        Delivery delivery =
                socketServer.publish(auction.id(), event, JsonNodeFactory.instance.rawValueNode(new RawValue(json)));
        if (delivery instanceof Delivered delivered) {
            mark(auction, kind, json, delivered);
        }
        return delivery;
    }

    private void mark(Auction auction, Marker.Kind kind, String json, Delivered delivered) {
        Instant now = clock.instant();
        boolean small = json.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES_KEPT;
        try {
            storage.mark(auction.id(), new Marker(now, kind, audience(auction, delivered), small ? json : null));
        } catch (StorageException e) {
            lost.increment();
            log.atError()
                    .addKeyValue("auction", auction.id())
                    .addKeyValue("kind", kind.word())
                    .setCause(e)
                    .log("the event was sent to the room, but its marker could not be stored");
        }
    }

    /**
     * The count that the relay reported; from an older socket-server the count of its list of rooms, or else the number of
     * sessions that the event was sent to. Null when analytics is off.
     */
    private @Nullable Integer audience(Auction auction, Delivered delivered) {
        if (!auction.enableViewerAnalytics()) {
            return null;
        }
        if (delivered.currentViewers() != null) {
            return delivered.currentViewers();
        }
        return Objects.requireNonNullElse(liveCounts.now().current(auction.id()), delivered.sessions());
    }
}
