package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Hashes;
import java.util.Collection;
import java.util.List;

/**
 * Which of some nodes an auction belongs to: the one with the highest hash of node and auction, so that a change of the
 * nodes moves only the auctions of the node that came or left.
 */
final class Rendezvous {

    private final List<String> nodes;
    private final long[] hashes;

    Rendezvous(Collection<String> nodes) {
        this.nodes = List.copyOf(nodes);
        this.hashes = this.nodes.stream()
                .mapToLong(node -> Hashes.with(Hashes.of(node), '/'))
                .toArray();
    }

    /** Empty when there is no node. */
    String owner(AuctionId auction) {
        String owner = "";
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < hashes.length; i++) {
            String node = nodes.get(i);
            long weight = Hashes.mix(Hashes.with(Hashes.with(hashes[i], auction.value()), '/'));
            if (owner.isEmpty() || weight > highest || (weight == highest && node.compareTo(owner) > 0)) {
                owner = node;
                highest = weight;
            }
        }
        return owner;
    }
}
