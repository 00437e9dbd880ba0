package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;

/**
 * Which of some nodes an auction belongs to: the one with the highest hash of node and auction, so that a change of the
 * nodes moves only the auctions of the node that came or left.
 */
final class Rendezvous {

    private Rendezvous() {}

    /** Empty when there is no node. */
    static String owner(AuctionId auction, Iterable<String> nodes) {
        String owner = "";
        long highest = Long.MIN_VALUE;
        for (String node : nodes) {
            long weight = weight(node, auction);
            if (owner.isEmpty() || weight > highest || (weight == highest && node.compareTo(owner) > 0)) {
                owner = node;
                highest = weight;
            }
        }
        return owner;
    }

    private static long weight(String node, AuctionId auction) {
        long hash = Hashes.with(Hashes.of(node), '/');
        return Hashes.mix(Hashes.with(Hashes.with(hash, auction.value()), '/'));
    }
}
