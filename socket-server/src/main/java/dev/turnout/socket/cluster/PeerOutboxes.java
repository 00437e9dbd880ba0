package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.socket.cluster.CensusMessage.OutboxRequest;
import dev.turnout.socket.cluster.NodeMessage.OutboxAnswer;
import dev.turnout.socket.delivery.OutboxCommands;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Has the outboxes of the other nodes carry out a command. Audience thread only. */
final class PeerOutboxes {

    /** A node reads its answer from disk. Shorter than the time that backend-api waits for the answer of all. */
    static final Duration WAIT = Duration.ofSeconds(2);

    private final String self;
    private final OutboxCommands outbox;
    private final OwnerThread thread;
    private final Census census;
    private final NodeSender nodes;
    private final PeerAnswers<OutboxAnswer> answers;

    PeerOutboxes(String self, OutboxCommands outbox, OwnerThread thread, Census census, NodeSender nodes) {
        this.self = self;
        this.outbox = outbox;
        this.thread = thread;
        this.census = census;
        this.nodes = nodes;
        this.answers = new PeerAnswers<>(thread, WAIT);
    }

    /** @param done receives the answers by node, and the nodes that gave none in time */
    void request(Command command, BiConsumer<Map<String, ObjectNode>, List<String>> done) {
        if (census.peers().isEmpty()) {
            done.accept(Map.of(), List.of());
            return;
        }
        long number = answers.request(census.peers(), (given, missing) -> {
            Map<String, ObjectNode> byNode = new TreeMap<>();
            given.forEach(answer -> byNode.put(answer.from(), answer.content()));
            done.accept(byNode, missing);
        });
        census.publish(new OutboxRequest(self, number, command));
    }

    /** Answers the request of a peer. An outbox that fails gives no answer. */
    void requested(OutboxRequest request) {
        outbox.answer(request.command())
                .thenAccept(content -> thread.execute(
                        () -> nodes.send(new OutboxAnswer(self, request.from(), request.number(), content))));
    }

    /** A peer has answered. */
    void received(OutboxAnswer answer) {
        answers.answered(answer.from(), answer.number(), answer, true);
    }
}
