package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import dev.turnout.socket.audience.Hashes;
import dev.turnout.socket.cluster.ClusterBus.Epoch;
import dev.turnout.socket.cluster.ClusterBus.Member;
import dev.turnout.socket.sampling.SnapshotSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The owner of a minute posts what all nodes have seen of its sessions. */
class MinutePartsTest {

    private static final long START = 1_700_000_000_000L;
    private static final AuctionId AUCTION = new AuctionId("a");

    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, Long> viewers = new HashMap<>(Map.of("a", 10L, "b", 5L, "c", 0L));
    private long now = 1;

    private final class Node implements SnapshotSink {

        private final Ownership ownership;
        private final OwnedMinutes minutes;
        private final List<AuctionMinute> posted = new ArrayList<>();
        private final List<NodeMessage.MinuteParts> sent = new ArrayList<>();
        private List<AuctionMinute> drafts = List.of();

        Node(String id) {
            ownership = new Ownership(id);
            minutes = new OwnedMinutes(id, ownership, this, () -> now, Optional.of(this::send));
            nodes.put(id, this);
        }

        private void send(NodeMessage message) {
            sent.add((NodeMessage.MinuteParts)
                    NodeCodec.decode(NodeCodec.encode(message)).orElseThrow());
        }

        @Override
        public void finished(List<AuctionMinute> finished) {
            posted.addAll(finished);
        }

        @Override
        public void draft(List<AuctionMinute> draft) {
            drafts = draft;
        }

        void reads(Epoch epoch) {
            ownership.confirmed(epoch, now);
            minutes.epochRead();
        }

        boolean owns() {
            return ownership.owns(AUCTION, START);
        }
    }

    private Snapshot minute(long from, long until) {
        ViewerSketch sketch = new ViewerSketch();
        LongStream.range(from, until).forEach(i -> sketch.add(Hashes.mix(i)));
        boolean nobody = from == until;
        return Snapshot.builder(Instant.ofEpochMilli(START))
                .viewerCount(15)
                .avgViewers(15)
                .peakViewers(15)
                .minViewers(15)
                .sampleCount(12)
                .source("run")
                .exactPeak(15)
                .exactPeakAt(Instant.ofEpochMilli(START))
                .exactMin(15)
                .viewerSeconds(900.0)
                .joins(0)
                .leaves(0)
                .uniqueViewers((int) (until - from))
                .uniqueSketch(sketch.encode())
                .sessionSeconds(nobody ? Map.of() : Map.of("30", 2))
                .sections(nobody ? null : Map.of("lot", (int) (until - from)))
                .fence(0L)
                .build();
    }

    private void finishAll() {
        nodes.forEach((id, node) -> {
            long from = id.equals("b") ? 1_007 : 1_000;
            Snapshot seen = minute(from, from + viewers.getOrDefault(id, 0L));
            node.minutes.finished(List.of(new AuctionMinute(AUCTION, seen)));
        });
    }

    private void deliver() {
        nodes.values().forEach(node -> {
            node.sent.forEach(message -> {
                Node to = nodes.get(message.to());
                if (to != null) {
                    to.minutes.arrived(message);
                }
            });
            node.sent.clear();
        });
    }

    private static Epoch epoch(long number, String... members) {
        List<Member> list = new ArrayList<>();
        for (String member : members) {
            list.add(new Member(member, START - 1));
        }
        return new Epoch(number, list, "cluster");
    }

    private Node owner() {
        return nodes.values().stream().filter(Node::owns).findFirst().orElseThrow();
    }

    private static void isWhole(AuctionMinute minute) {
        assertThat(minute.snapshot().uniqueViewers())
                .as("3 of 15 viewers were on two nodes")
                .isEqualTo(12);
        assertThat(ViewerSketch.decode(String.valueOf(minute.snapshot().uniqueSketch()))
                        .estimate())
                .isEqualTo(12);
        assertThat(minute.snapshot().sections()).isEqualTo(Map.of("lot", 15));
        assertThat(minute.snapshot().sessionSeconds()).isEqualTo(Map.of("30", 4));
        assertThat(minute.snapshot().viewerCount()).isEqualTo(15);
    }

    @Test
    void theOwnerPostsWhenAllOthersHaveSentTheirParts() {
        List.of("a", "b", "c").forEach(Node::new);
        nodes.values().forEach(node -> node.reads(epoch(1, "a", "b", "c")));
        finishAll();
        assertThat(owner().posted).isEmpty();
        owner().minutes.draft(List.of());
        assertThat(owner().drafts).as("a kill meanwhile loses nothing").hasSize(1);
        deliver();
        assertThat(owner().posted).hasSize(1);
        isWhole(owner().posted.get(0));
        assertThat(owner().minutes.incomplete()).isZero();
        owner().minutes.draft(List.of());
        assertThat(owner().drafts).isEmpty();
    }

    @Test
    void partsThatNeverComeAreNotWaitedForLong() {
        List.of("a", "b", "c").forEach(Node::new);
        nodes.values().forEach(node -> node.reads(epoch(1, "a", "b", "c", "dead")));
        finishAll();
        deliver();
        assertThat(owner().posted).isEmpty();
        now += OwnedMinutes.WAIT_NANOS;
        owner().reads(epoch(1, "a", "b", "c", "dead"));
        isWhole(owner().posted.get(0));
        assertThat(owner().minutes.incomplete()).isOne();
    }

    @Test
    void anOwnerThatWasPausedWhileItWaitedLeavesTheMinuteToItsSuccessor() {
        List.of("a", "b", "c").forEach(Node::new);
        nodes.values().forEach(node -> node.reads(epoch(1, "a", "b", "c", "dead")));
        Node paused = owner();
        finishAll();
        deliver();
        now += Duration.ofSeconds(16).toNanos();
        paused.minutes.epochRead(); // with no answer since
        assertThat(paused.posted).isEmpty();
        nodes.values().remove(paused);
        paused.reads(epoch(2, nodes.keySet().toArray(String[]::new)));
        assertThat(paused.posted).isEmpty();
        assertThat(paused.minutes.leftToOthers()).isOne();
    }

    @Test
    void anOwnerThatGetsAMinuteBackPostsItWhenItsSuccessorDiedBeforeItsPost() {
        List.of("a", "b", "c").forEach(Node::new);
        nodes.values().forEach(node -> node.reads(epoch(1, "a", "b", "c", "dead")));
        Node paused = owner();
        finishAll();
        now += Duration.ofSeconds(5).toNanos();
        paused.reads(epoch(2, others(paused)));
        assertThat(paused.posted).isEmpty();
        deliver();
        paused.reads(epoch(3, "a", "b", "c"));
        isWhole(paused.posted.get(0));
        paused.reads(epoch(4, "a", "b", "c"));
        assertThat(paused.posted).as("once").hasSize(1);
        assertThat(paused.minutes.leftToOthers()).isZero();
    }

    private String[] others(Node node) {
        return nodes.keySet().stream().filter(id -> nodes.get(id) != node).toArray(String[]::new);
    }

    @Test
    void aNewOwnerIsSentAlsoThePartOfANodeThatHasPostedTheMinute() {
        List.of("a", "b", "c").forEach(Node::new);
        nodes.values().forEach(node -> node.reads(epoch(1, "a", "b", "c")));
        Node first = owner();
        finishAll();
        deliver();
        assertThat(first.posted).hasSize(1);
        nodes.values().forEach(node -> node.reads(epoch(2, others(first)))); // it is cut off from Redis for a while
        assertThat(first.sent)
                .allSatisfy(message -> assertThat(message.parts())
                        .hasSize(message.to().equals(owner().ownership.owner(AUCTION, START)) ? 1 : 0));
        assertThat(first.sent).hasSize(2);
    }

    @Test
    void aSuccessorIsSentThePartsAgain() {
        List.of("a", "b", "c").forEach(Node::new);
        viewers.put("c", 0L);
        new Node("d");
        nodes.values().forEach(node -> node.reads(epoch(1, "d")));
        finishAll();
        nodes.remove("d"); // dies before it posts
        deliver();
        now += Duration.ofSeconds(4).toNanos();
        nodes.values().forEach(node -> node.reads(epoch(2, "a", "b", "c")));
        deliver();
        isWhole(owner().posted.get(0));
        assertThat(owner().posted.get(0).snapshot().fence()).isEqualTo(2);
    }

    @Test
    void aNodeThatIsAlonePostsAtOnce() {
        Node alone = new Node("a");
        alone.reads(epoch(1, "a"));
        finishAll();
        assertThat(alone.posted).hasSize(1);
        assertThat(alone.posted.get(0).snapshot().uniqueViewers()).isEqualTo(10);
    }

    @Test
    void anOwnerThatLeavesPostsWhatItHas() {
        List.of("a", "b").forEach(Node::new);
        nodes.values().forEach(node -> node.reads(epoch(1, "a", "b")));
        finishAll();
        Node owner = owner();
        owner.minutes.leave();
        assertThat(owner.posted).hasSize(1);
    }

    @Test
    void theSectionsOfAllNodesAreBounded() {
        Map<String, Integer> many = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            many.put("s" + i, i);
        }
        MinutePart part = new MinutePart(AUCTION, 0, null, null, many, Map.of("CH", 1));
        Map<String, Integer> others = new HashMap<>();
        many.forEach((name, number) -> others.put("x" + name, number));
        Snapshot merged = MinutePart.merge(
                minute(0, 0), List.of(part, new MinutePart(AUCTION, 0, null, null, others, Map.of("CH", 2))));
        assertThat(merged.sections()).hasSize(200).containsEntry("s149", 149).doesNotContainKey("s10");
        assertThat(merged.countries()).isEqualTo(Map.of("CH", 3));
    }
}
