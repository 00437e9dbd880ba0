package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.cluster.NodeMessage.Blocks;
import dev.turnout.socket.cluster.NodeMessage.BlocksRequest;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node that joins later, or has been deaf, blocks the viewers that its living peers block. */
class PeerBlocksTest {

    private static final AuctionId ROOM = new AuctionId("a");

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final List<NodeMessage> sent = new ArrayList<>();
    private boolean losing;

    private final class Node implements LocalServer.Blocks {

        private final List<BlockedViewer> known = new ArrayList<>();
        private final PeerBlocks blocks;

        Node(String id) {
            blocks = new PeerBlocks(id, this, thread, PeerBlocksTest.this::send);
            nodes.put(id, this);
        }

        @Override
        public List<BlockedViewer> current() {
            return List.copyOf(known);
        }

        @Override
        public void applyReported(List<BlockedViewer> viewers) {
            viewers.stream().filter(viewer -> !known.contains(viewer)).forEach(known::add);
        }

        Node blocks(String... viewers) {
            List.of(viewers).forEach(viewer -> known.add(new BlockedViewer(ROOM, viewer, 60_000)));
            return this;
        }
    }

    private void send(NodeMessage message) {
        sent.add(message);
        Node to = nodes.get(message.to());
        if (to != null && !losing) {
            thread.execute(() -> {
                if (message instanceof BlocksRequest request) {
                    to.blocks.requested(request);
                } else if (message instanceof Blocks answer) {
                    to.blocks.received(answer);
                }
            });
        }
    }

    private static void pass(ManualOwnerThread thread, int seconds) {
        thread.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void aNewNodeReceivesTheBlocksOfItsPeers() {
        Node old = new Node("old").blocks("one", "two");
        new Node("other").blocks("two", "three");
        Node joined = new Node("new");
        joined.blocks.peers(Set.of("old", "other"));
        old.blocks.peers(Set.of("new", "other"));
        thread.settle();
        assertThat(joined.known).extracting(BlockedViewer::viewerKey).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(old.known).hasSize(3);
    }

    @Test
    void noPeerIsSentASecondRequestUnlessNothingArrives() {
        new Node("old").blocks("one");
        Node joined = new Node("new");
        joined.blocks.peers(Set.of("old"));
        joined.blocks.peers(Set.of("old", "other"));
        pass(thread, 60);
        assertThat(sent).filteredOn(message -> message.to().equals("old")).hasSize(1);
        assertThat(sent)
                .as("one of an earlier version does not answer")
                .filteredOn(message -> message.to().equals("other"))
                .hasSize(PeerBlocks.ATTEMPTS);
    }

    @Test
    void aLostAnswerIsRequestedAgain() {
        new Node("old").blocks("one");
        Node joined = new Node("new");
        losing = true;
        joined.blocks.peers(Set.of("old"));
        thread.settle();
        losing = false;
        pass(thread, 1);
        assertThat(joined.known).hasSize(1);
    }

    @Test
    void aNodeThatWasDeafRequestsAgain() {
        Node old = new Node("old");
        Node joined = new Node("new");
        joined.blocks.peers(Set.of("old"));
        pass(thread, 10);
        joined.blocks.deaf(true);
        old.blocks("meanwhile");
        pass(thread, 10);
        assertThat(joined.known).isEmpty();
        joined.blocks.deaf(false);
        thread.settle();
        assertThat(joined.known).hasSize(1);
    }

    @Test
    void aLongListArrivesInPartsAtAPace() {
        Node old = new Node("old");
        IntStream.range(0, 100 * PeerBlocks.PART).forEach(i -> old.known.add(new BlockedViewer(ROOM, "v" + i, 1)));
        List<Integer> parts = new ArrayList<>();
        PeerBlocks joined = new PeerBlocks(
                "new",
                new LocalServer.Blocks() {
                    @Override
                    public List<BlockedViewer> current() {
                        return List.of();
                    }

                    @Override
                    public void applyReported(List<BlockedViewer> viewers) {
                        parts.add(viewers.size());
                    }
                },
                thread,
                this::send);
        joined.peers(Set.of("old"));
        thread.settle();
        assertThat(sent).hasSize(2);
        sent.stream().filter(Blocks.class::isInstance).map(Blocks.class::cast).forEach(joined::received);
        sent.clear();
        pass(thread, 1);
        sent.stream().filter(Blocks.class::isInstance).map(Blocks.class::cast).forEach(joined::received);
        pass(thread, 1);
        assertThat(sent).as("it is not requested again while parts arrive").noneMatch(BlocksRequest.class::isInstance);
        assertThat(parts).allMatch(size -> size == PeerBlocks.PART);
        assertThat(PeerBlocks.PACE.multipliedBy(99)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(sent).hasSize(99);
        assertThat(((Blocks) sent.get(98)).last()).isTrue();
    }
}
