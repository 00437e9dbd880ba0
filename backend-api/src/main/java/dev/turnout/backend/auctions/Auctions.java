package dev.turnout.backend.auctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.Storage.Changed;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.model.Wire;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, changes and deletes auctions, and sends changes of status to their rooms. Any thread. */
public final class Auctions {

    private static final Logger log = LoggerFactory.getLogger(Auctions.class);
    private static final int SWITCHES_SHOWN = 100;
    private static final int LOCKS = 64;

    private final Storage storage;
    private final SocketServerClient socketServer;
    private final InstantSource clock;

    /** One for some of the auctions each: changes of an auction reach its room in the order in which they are stored. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    public Auctions(Storage storage, SocketServerClient socketServer, InstantSource clock) {
        this.storage = storage;
        this.socketServer = socketServer;
        this.clock = clock;
    }

    public List<Auction> all() {
        return storage.auctions();
    }

    public Optional<Auction> find(AuctionId id) {
        return storage.auction(id);
    }

    /** The newest turns of the analytics switch. */
    public List<AnalyticsSwitch> switches(AuctionId id) {
        return storage.switches(id, SWITCHES_SHOWN);
    }

    /** The newest change of the analytics switch of each auction. */
    public Map<AuctionId, AnalyticsSwitch> newestSwitches() {
        return storage.newestSwitches();
    }

    /** @return empty when the id is taken */
    public Optional<Auction> create(AuctionId id, String title, boolean enableViewerAnalytics, String by) {
        Auction auction = Auction.scheduled(id, title, enableViewerAnalytics, now());
        if (!storage.addAuction(auction, by)) {
            return Optional.empty();
        }
        log.atInfo().addKeyValue("auction", id).addKeyValue("by", by).log("auction created");
        return Optional.of(auction);
    }

    /**
     * Changes an auction; a change of status is sent to the room. The change is kept whether or not the room
     * could be reached.
     *
     * @return the auction as it is now; empty when there is none
     */
    public Optional<Auction> change(AuctionId id, AuctionChange change, String by) {
        synchronized (locks.get(Math.floorMod(id.hashCode(), LOCKS))) {
            Instant now = now();
            Optional<Changed> changed = storage.changeAuction(id, by, now, auction -> change.of(auction, now));
            changed.ifPresent(it -> announce(it, by));
            return changed.map(Changed::after);
        }
    }

    /** As fine as it is kept, so that an answer and a later one agree. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void announce(Changed changed, String by) {
        Auction after = changed.after();
        if (changed.before().enableViewerAnalytics() != after.enableViewerAnalytics()) {
            log.atInfo()
                    .addKeyValue("auction", after.id())
                    .addKeyValue("by", by)
                    .log("analytics switched {}", after.enableViewerAnalytics() ? "on" : "off");
        }
        if (changed.before().status() != after.status()) {
            log.atInfo()
                    .addKeyValue("auction", after.id())
                    .addKeyValue("by", by)
                    .log("auction is {}", after.status().word());
            socketServer.publish(after.id(), Wire.AUCTION_STATUS_UPDATE, status(after));
        }
    }

    private static ObjectNode status(Auction auction) {
        return Json.MAPPER
                .createObjectNode()
                .put("isLive", auction.isLive())
                .putPOJO("startedAt", auction.startedAt())
                .putPOJO("endedAt", auction.endedAt());
    }

    /** @return false when there is none */
    public boolean delete(AuctionId id, String by) {
        boolean deleted = storage.deleteAuction(id);
        if (deleted) {
            log.atInfo().addKeyValue("auction", id).addKeyValue("by", by).log("auction deleted with all its data");
        }
        return deleted;
    }
}
