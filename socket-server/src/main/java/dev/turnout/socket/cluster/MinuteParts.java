package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the other nodes have seen of minutes, as it arrives. Pure; times are monotonic nanoseconds. Audience thread only. */
final class MinuteParts {

    /** Parts may arrive before this node has finished the minute. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private static final class Arrived {
        private final long since;
        private final Map<String, Map<AuctionId, MinutePart>> byNode = new HashMap<>();

        private Arrived(long since) {
            this.since = since;
        }
    }

    private final Map<Long, Arrived> arrivedByStart = new HashMap<>();

    void arrived(NodeMessage.MinuteParts message, long now) {
        Map<AuctionId, MinutePart> parts = arrivedByStart
                .computeIfAbsent(message.start(), start -> new Arrived(now))
                .byNode
                .computeIfAbsent(message.from(), node -> new HashMap<>());
        message.parts().forEach(part -> parts.put(part.auction(), part));
    }

    /** Whether all these nodes have sent what they have seen of the minutes that began at {@code start}. */
    boolean areFrom(Set<String> nodes, long start) {
        Arrived arrived = arrivedByStart.get(start);
        return nodes.isEmpty() || (arrived != null && arrived.byNode.keySet().containsAll(nodes));
    }

    /** The minute as this node has seen it, with what has arrived of the others. */
    AuctionMinute merged(AuctionMinute minute) {
        Arrived arrived = arrivedByStart.get(minute.snapshot().timestamp().toEpochMilli());
        if (arrived == null) {
            return minute;
        }
        List<MinutePart> parts = new ArrayList<>();
        arrived.byNode.values().forEach(ofNode -> {
            MinutePart part = ofNode.get(minute.auction());
            if (part != null) {
                parts.add(part);
            }
        });
        return new AuctionMinute(minute.auction(), MinutePart.merge(minute.snapshot(), parts));
    }

    void forget(long now) {
        arrivedByStart.values().removeIf(arrived -> now - arrived.since > KEPT_NANOS);
    }
}
