package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionMinute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this node sends the owners of some minutes. Each of the other members gets a message for each start, also an empty
 * one, so that it does not wait for more.
 */
final class PartsToSend {

    private final Set<String> others;
    private final Map<Long, Map<String, List<MinutePart>>> byStart = new HashMap<>();

    PartsToSend(Set<String> others) {
        this.others = others;
    }

    /** @param owner perhaps this node, which needs no message */
    void add(AuctionMinute minute, String owner) {
        long start = minute.snapshot().timestamp().toEpochMilli();
        Map<String, List<MinutePart>> byOwner = byStart.computeIfAbsent(start, at -> new HashMap<>());
        if (others.contains(owner)) {
            MinutePart.of(minute)
                    .ifPresent(part -> byOwner.computeIfAbsent(owner, node -> new ArrayList<>())
                            .add(part));
        }
    }

    List<NodeMessage> messages(String self) {
        List<NodeMessage> messages = new ArrayList<>();
        byStart.forEach((start, byOwner) -> others.forEach(node ->
                messages.add(new NodeMessage.MinuteParts(self, node, start, byOwner.getOrDefault(node, List.of())))));
        return messages;
    }
}
