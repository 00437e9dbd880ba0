package dev.turnout.socket.cluster;

import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.cluster.NodeMessage.Blocks;
import dev.turnout.socket.cluster.NodeMessage.BlocksRequest;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests from the living peers which viewers are blocked: a node that has just started has none, and one that was deaf may
 * have missed some. Audience thread only.
 */
final class PeerBlocks implements Census.Listener {

    /** Viewers in one message. */
    static final int PART = 500;

    /** Between two messages, so that a long list does not fill the connection of the one that requested it. */
    static final Duration PACE = Duration.ofMillis(20);

    /** A peer that has sent nothing for so long is sent the request again. */
    static final Duration REPEAT = Duration.ofSeconds(1);

    /** Peers of an earlier version do not answer. */
    static final int ATTEMPTS = 5;

    private final String self;
    private final LocalServer.Blocks blocks;
    private final OwnerThread thread;
    private final NodeSender nodes;
    private final Map<String, Request> open = new HashMap<>();
    private Set<String> peers = Set.of();

    private static final class Request {
        private boolean progress;
    }

    PeerBlocks(String self, LocalServer.Blocks blocks, OwnerThread thread, NodeSender nodes) {
        this.self = self;
        this.blocks = blocks;
        this.thread = thread;
        this.nodes = nodes;
    }

    @Override
    public void peers(Set<String> living) {
        open.keySet().retainAll(living);
        Set<String> before = peers;
        peers = Set.copyOf(living);
        peers.stream().filter(peer -> !before.contains(peer)).forEach(this::request);
    }

    @Override
    public void deaf(boolean deaf) {
        if (!deaf) {
            peers.forEach(this::request);
        }
    }

    private void request(String peer) {
        Request request = new Request();
        open.put(peer, request);
        request(peer, request, ATTEMPTS);
    }

    private void request(String peer, Request request, int attempts) {
        nodes.send(new BlocksRequest(self, peer));
        expect(peer, request, attempts - 1);
    }

    private void expect(String peer, Request request, int attempts) {
        thread.after(REPEAT, () -> {
            if (open.get(peer) != request) {
                return;
            }
            if (request.progress) {
                request.progress = false;
                expect(peer, request, attempts);
            } else if (attempts > 0) {
                request(peer, request, attempts);
            } else {
                open.remove(peer);
            }
        });
    }

    /** Answers the request of a peer. */
    void requested(BlocksRequest message) {
        send(message.from(), blocks.current());
    }

    private void send(String peer, List<BlockedViewer> rest) {
        boolean last = rest.size() <= PART;
        nodes.send(new Blocks(self, peer, last ? rest : rest.subList(0, PART), last));
        if (!last) {
            thread.after(PACE, () -> send(peer, rest.subList(PART, rest.size())));
        }
    }

    /** A peer has answered, perhaps in part. */
    void received(Blocks answer) {
        Request request = open.get(answer.from());
        if (request != null) {
            request.progress = true;
            if (answer.last()) {
                open.remove(answer.from());
            }
        }
        blocks.applyReported(answer.viewers());
    }
}
