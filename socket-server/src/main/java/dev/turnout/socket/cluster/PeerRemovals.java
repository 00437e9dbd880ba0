package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.CensusMessage.RemovalRequest;
import dev.turnout.socket.cluster.NodeMessage.Removed;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Has the other nodes end a viewer's sessions, and ends those of this node on request. Audience thread only. */
final class PeerRemovals {

    private final String self;
    private final LocalServer.Removal removal;
    private final Census census;
    private final NodeSender nodes;
    private final PeerAnswers<Integer> answers;

    PeerRemovals(String self, LocalServer.Removal removal, OwnerThread thread, Census census, NodeSender nodes) {
        this.self = self;
        this.removal = removal;
        this.census = census;
        this.nodes = nodes;
        this.answers = new PeerAnswers<>(thread, PeerAnswers.WAIT);
    }

    /** @param done receives how many sessions the peers have ended, and the nodes that did not answer in time */
    void request(AuctionId auction, String viewerKey, Duration block, BiConsumer<Integer, List<String>> done) {
        long number = answers.request(
                census.peers(),
                (ended, missing) ->
                        done.accept(ended.stream().mapToInt(Integer::intValue).sum(), missing));
        census.publish(new RemovalRequest(self, number, auction, viewerKey, block.toMillis()));
    }

    /** Answers the request of a peer. */
    void requested(RemovalRequest request) {
        Duration block = Duration.ofMillis(request.blockMillis());
        int ended = removal.remove(request.auction(), request.viewerKey(), block);
        nodes.send(new Removed(self, request.from(), request.number(), ended));
    }

    /** A peer has answered. */
    void received(Removed answer) {
        answers.answered(answer.from(), answer.number(), answer.ended(), true);
    }
}
