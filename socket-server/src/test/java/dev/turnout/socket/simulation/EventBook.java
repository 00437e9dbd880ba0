package dev.turnout.socket.simulation;

import dev.turnout.model.AuctionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published events, and what was promised of them: no session receives one twice; one that was published while nothing
 * was disturbed is received by every session that was there, and these are received in one order.
 */
final class EventBook {

    private static final long CALM_BEFORE = Duration.ofSeconds(10).toNanos();
    private static final long ARRIVED = Duration.ofSeconds(2).toNanos();

    private final World world;
    private final Judge judge;
    private final List<Published> events = new ArrayList<>();
    private long redisReplacedAt = Long.MIN_VALUE;

    /**
     * @param at when it was published, true time
     * @param calm whether nothing had been disturbed for a while
     */
    private record Published(AuctionId auction, long at, boolean calm) {}

    EventBook(World world, Judge judge) {
        this.world = world;
        this.judge = judge;
    }

    long now() {
        return world.now();
    }

    /** @return the number of the event */
    int publish(AuctionId auction, long disturbedUntil) {
        events.add(new Published(auction, world.now(), world.now() - disturbedUntil > CALM_BEFORE));
        return events.size() - 1;
    }

    void duplicate(int event, String session) {
        judge.violated("event " + event + " was sent to session " + session + " a second time");
    }

    /**
     * A replica with another clock has taken over: events that were on their way get positions which do not compare with those
     * before.
     */
    void redisReplaced() {
        redisReplacedAt = world.now();
    }

    /** Events of calm times arrive through the stream, hence in its order, which is that of their numbers per node. */
    void received(int event, String session, Map<Integer, Long> received, Optional<Long> position) {
        if (position.isEmpty() || !events.get(event).calm || events.get(event).at <= redisReplacedAt) {
            return;
        }
        long latest = received.entrySet().stream()
                .filter(entry -> entry.getKey() != event && events.get(entry.getKey()).calm)
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(0);
        if (latest > position.get()) {
            judge.violated("event " + event + " was sent to session " + session + " after a later one");
        }
    }

    /** Checks the events that have had the time to arrive, if nothing was disturbed since. */
    void inspect(Collection<Viewer> viewers, long disturbedUntil) {
        for (int number = events.size() - 1; number >= 0; number--) {
            Published event = events.get(number);
            if (world.now() - event.at > 3 * ARRIVED) {
                return;
            }
            if (event.calm && world.now() - event.at >= ARRIVED && event.at > disturbedUntil) {
                for (Viewer viewer : viewers) {
                    if (viewer.node() != null
                            && viewer.auction().equals(event.auction)
                            && viewer.began() < event.at - ARRIVED
                            && !viewer.has(number)) {
                        judge.violated("event " + number + " was not sent to session " + viewer);
                    }
                }
            }
        }
    }
}
