package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the minutes that this node posts until the other members have sent what they have seen of them, or for
 * {@link #WAIT_NANOS}. Pure; times are monotonic nanoseconds. Audience thread only.
 */
final class MinuteParts {

    static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    /** Parts may arrive before this node has finished the minute. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private record Waiting(AuctionMinute minute, Set<String> from, long since) {}

    private static final class Arrived {
        private final long since;
        private final Map<String, Map<AuctionId, MinutePart>> byNode = new HashMap<>();

        private Arrived(long since) {
            this.since = since;
        }
    }

    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<Long, Arrived> arrivedByStart = new HashMap<>();
    private long incomplete;

    /** @param from the nodes that send parts of it */
    void add(AuctionMinute minute, Set<String> from, long now) {
        waiting.add(new Waiting(minute, from, now));
    }

    void arrived(NodeMessage.MinuteParts message, long now) {
        Map<AuctionId, MinutePart> parts = arrivedByStart
                .computeIfAbsent(message.start(), start -> new Arrived(now))
                .byNode
                .computeIfAbsent(message.from(), node -> new HashMap<>());
        message.parts().forEach(part -> parts.put(part.auction(), part));
    }

    /** Removes the minutes that are complete, or have waited long enough. */
    List<AuctionMinute> take(long now) {
        List<AuctionMinute> taken = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            boolean complete = nodes(next).containsAll(next.from());
            if (complete || now - next.since() >= WAIT_NANOS) {
                incomplete += complete ? 0 : 1;
                taken.add(merged(next));
                each.remove();
            }
        }
        arrivedByStart.values().removeIf(arrived -> now - arrived.since > KEPT_NANOS);
        return taken;
    }

    /** Removes all minutes, complete or not. */
    List<AuctionMinute> takeAll() {
        List<AuctionMinute> taken = merged();
        waiting.clear();
        return taken;
    }

    /** The minutes that wait, with what has arrived of them. */
    List<AuctionMinute> merged() {
        return waiting.stream().map(this::merged).toList();
    }

    private Set<String> nodes(Waiting minute) {
        Arrived arrived = arrivedByStart.get(start(minute));
        return arrived == null ? Set.of() : arrived.byNode.keySet();
    }

    private AuctionMinute merged(Waiting waits) {
        AuctionId auction = waits.minute().auction();
        Arrived arrived = arrivedByStart.get(start(waits));
        if (arrived == null) {
            return waits.minute();
        }
        List<MinutePart> parts = new ArrayList<>();
        arrived.byNode.values().forEach(ofNode -> {
            MinutePart part = ofNode.get(auction);
            if (part != null) {
                parts.add(part);
            }
        });
        return new AuctionMinute(auction, MinutePart.merge(waits.minute().snapshot(), parts));
    }

    private static long start(Waiting waits) {
        return waits.minute().snapshot().timestamp().toEpochMilli();
    }

    /** Minutes that were posted without what some node has seen of them. */
    long incomplete() {
        return incomplete;
    }
}
