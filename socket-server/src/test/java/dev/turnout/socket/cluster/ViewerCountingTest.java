package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.NodeMessage.Viewers;
import dev.turnout.socket.cluster.NodeMessage.ViewersCheck;
import dev.turnout.socket.cluster.NodeMessage.ViewersCounted;
import dev.turnout.socket.cluster.NodeMessage.ViewersRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A viewer with sessions on several nodes is counted on exactly one of them, whatever is lost and whoever dies. */
class ViewerCountingTest {

    private static final AuctionId ROOM = new AuctionId("a");
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final Map<String, Node> nodes = new TreeMap<>();
    private final Random random = new Random(1);
    private long now = 1;
    private double loss;
    private int sent;

    /** A node with the viewers of its rooms. */
    private final class Node {

        private final String id;
        private final Map<AuctionId, Map<Long, ViewerState>> viewers = new HashMap<>();
        private final Deque<NodeMessage> inbox = new ArrayDeque<>();
        private final ViewerReports reports;
        private final ViewerOwner owner;

        Node(String id) {
            this.id = id;
            NodeSender sender = this::send;
            reports = new ViewerReports(id, this::forEachViewer, sender, now);
            owner = new ViewerOwner(id, sender, now);
        }

        private void send(NodeMessage message) {
            sent++;
            Node to = nodes.get(message.to());
            if (to != null && (message.to().equals(id) || random.nextDouble() >= loss)) {
                to.inbox.add(message);
            }
        }

        private void forEachViewer(AuctionId room, BiConsumer<Long, ViewerState> each) {
            viewers.getOrDefault(room, Map.of()).forEach(each);
        }

        void set(AuctionId room, long viewer, ViewerState state) {
            Map<Long, ViewerState> inRoom = viewers.computeIfAbsent(room, id -> new HashMap<>());
            ViewerState before = inRoom.getOrDefault(viewer, ViewerState.GONE);
            if (state == ViewerState.GONE) {
                inRoom.remove(viewer);
            } else {
                inRoom.put(viewer, state);
            }
            reports.changed(room, viewer, before, state, now);
        }

        void joins(long viewer) {
            joins(ROOM, viewer);
        }

        void joins(AuctionId room, long viewer) {
            if (!viewers.getOrDefault(room, Map.of()).containsKey(viewer)) {
                set(room, viewer, ViewerState.HERE);
            }
        }

        void leaves(AuctionId room, long viewer) {
            set(room, viewer, ViewerState.GONE);
        }

        void deliver() {
            for (NodeMessage next = inbox.poll(); next != null; next = inbox.poll()) {
                NodeMessage message = NodeCodec.decode(NodeCodec.encode(next)).orElseThrow();
                assertThat(message).isEqualTo(next);
                receive(message);
            }
        }

        private void receive(NodeMessage message) {
            if (message instanceof Viewers report) {
                owner.reported(report, now);
            } else if (message instanceof ViewersCheck check) {
                owner.checked(check, now);
            } else if (message instanceof ViewersRequest request) {
                reports.requested(request.from(), now);
            } else if (message instanceof ViewersCounted counted) {
                counted.rooms().forEach((room, states) -> {
                    if (reports.ownerOf(room).equals(counted.from())) {
                        states.forEach((viewer, state) -> {
                            if (viewers.getOrDefault(room, Map.of()).containsKey(viewer)) {
                                set(room, viewer, state);
                            }
                        });
                    }
                });
            }
        }

        int count(AuctionId room) {
            return (int) viewers.getOrDefault(room, Map.of()).values().stream()
                    .filter(state -> state == ViewerState.HERE)
                    .count();
        }
    }

    private void start(String... ids) {
        List.of(ids).forEach(id -> nodes.put(id, new Node(id)));
        membersChange();
    }

    private Node node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    /** Of the room. */
    private Node owner() {
        return node(new Rendezvous(nodes.keySet()).owner(ROOM));
    }

    private void kill(String id) {
        nodes.remove(id);
        membersChange();
    }

    private void membersChange() {
        nodes.values().forEach(node -> {
            node.owner.members(nodes.keySet(), now);
            node.reports.members(nodes.keySet(), now);
        });
    }

    private void pass(Duration time) {
        for (long end = now + time.toNanos(); now < end; now += MILLI) {
            nodes.values().forEach(Node::deliver);
            nodes.values().forEach(node -> {
                if (now - node.owner.nextTick(now) >= 0 || now % (100 * MILLI) < MILLI) {
                    node.owner.tick(now);
                }
                if (now - node.reports.nextTick(now) >= 0) {
                    node.reports.tick(now);
                }
            });
        }
    }

    private static Duration untilToldElsewhere() {
        return Duration.ofNanos(ViewerOwner.MOVE_NANOS).plusMillis(50);
    }

    private int count(AuctionId room) {
        return nodes.values().stream().mapToInt(node -> node.count(room)).sum();
    }

    private void isExact(AuctionId room) {
        Set<Long> different = new HashSet<>();
        nodes.values()
                .forEach(node -> different.addAll(
                        node.viewers.getOrDefault(room, Map.of()).keySet()));
        assertThat(count(room)).as("different viewers of %s", room).isEqualTo(different.size());
    }

    @Test
    void aViewerOnTwoNodesIsCountedOnceAndGoesOnWhereItStays() {
        start("a", "b", "c");
        pass(Duration.ofSeconds(1));
        node("a").joins(7);
        pass(Duration.ofMillis(50));
        node("b").joins(7);
        node("c").joins(8);
        pass(untilToldElsewhere());
        assertThat(count(ROOM)).isEqualTo(2);
        assertThat(node("a").count(ROOM)).as("the first goes on").isOne();
        node("a").leaves(ROOM, 7);
        pass(Duration.ofMillis(50));
        assertThat(count(ROOM)).isEqualTo(2);
        assertThat(node("b").count(ROOM)).isOne();
    }

    @Test
    void aViewerWhoseOnlySessionMovesIsCountedAllTheTime() {
        start("a", "b", "c");
        pass(Duration.ofSeconds(1));
        node("a").joins(7);
        pass(Duration.ofMillis(500));
        node("b").joins(7);
        for (int milli = 0; milli < 500; milli++) {
            if (milli == 40) {
                node("a").leaves(ROOM, 7);
            }
            pass(Duration.ofMillis(1));
            assertThat(count(ROOM)).as("after %d ms", milli).isPositive();
        }
        assertThat(count(ROOM)).isOne();
    }

    @Test
    void aWrongDigestIsCorrectedByTheNextWholeReport() {
        start("a", "b");
        node("a").joins(1);
        pass(Duration.ofSeconds(2));
        node("a")
                .reports
                .changed(ROOM, 1, ViewerState.ELSEWHERE, ViewerState.HERE, now); // it has been HERE all the time
        pass(Duration.ofSeconds(3));
        sent = 0;
        pass(Duration.ofSeconds(10));
        assertThat(sent).as("checks alone").isBetween(9, 11);
    }

    @Test
    void whenANodeDiesTheOthersCountTheViewersThatTheyHaveToo() {
        start("a", "b", "c");
        for (long viewer = 1; viewer <= 30; viewer++) {
            node("a").joins(viewer);
        }
        pass(Duration.ofMillis(500));
        for (long viewer = 1; viewer <= 20; viewer++) {
            node("b").joins(viewer);
            node("c").joins(viewer);
        }
        pass(Duration.ofMillis(500));
        assertThat(count(ROOM)).isEqualTo(30);
        kill("a");
        pass(Duration.ofMillis(500));
        assertThat(count(ROOM)).isEqualTo(20);
        kill(owner().id);
        pass(Duration.ofMillis(500));
        assertThat(count(ROOM)).isEqualTo(20);
    }

    @Test
    void aNewOwnerLeavesEachViewerWhereItIsCounted() {
        start("a", "b");
        pass(Duration.ofSeconds(1));
        node("a").joins(1);
        pass(Duration.ofMillis(50));
        node("b").joins(1);
        pass(untilToldElsewhere());
        for (int i = 0; i < 20; i++) {
            start("new" + i);
            pass(Duration.ofMillis(500));
            assertThat(node("a").count(ROOM)).isOne();
            assertThat(node("b").count(ROOM)).isZero();
        }
    }

    @Test
    void anOwnerThatReceivesNothingLeavesEachViewerWhereItIsCounted() {
        start("a", "b");
        Node owner = owner();
        Node other = node(owner.id.equals("a") ? "b" : "a");
        other.joins(1);
        pass(Duration.ofMillis(500));
        owner.joins(1);
        pass(Duration.ofMillis(500));
        assertThat(owner.count(ROOM)).isZero();
        owner.owner.deaf(true, now);
        loss = 1;
        pass(Duration.ofSeconds(20));
        assertThat(owner.count(ROOM)).isZero();
        loss = 0;
        owner.owner.deaf(false, now);
        other.leaves(ROOM, 1);
        pass(Duration.ofSeconds(2));
        assertThat(owner.count(ROOM)).isOne();
    }

    @Test
    void aViewerWhoseLeavingTheOwnerMissedIsCountedWhereItGoesOn() {
        start("a", "b");
        Node owner = owner();
        Node other = node(owner.id.equals("a") ? "b" : "a");
        other.joins(1);
        pass(Duration.ofMillis(500));
        loss = 1;
        other.leaves(ROOM, 1);
        pass(Duration.ofSeconds(2));
        loss = 0;
        owner.joins(1);
        pass(Duration.ofMillis(1_500));
        assertThat(owner.count(ROOM)).isOne();
    }

    @Test
    void anOwnerThatReceivesAgainRequestsAllViewers() {
        start("a", "b");
        Node owner = owner();
        Node other = node(owner.id.equals("a") ? "b" : "a");
        other.joins(1);
        pass(Duration.ofMillis(500));
        owner.owner.deaf(true, now);
        loss = 1;
        other.leaves(ROOM, 1);
        pass(Duration.ofSeconds(60));
        loss = 0;
        owner.owner.deaf(false, now);
        owner.joins(1);
        pass(untilToldElsewhere());
        assertThat(owner.count(ROOM)).isOne();
    }

    @Test
    void withoutChangesOnlyChecksAreSent() {
        start("a", "b");
        node("a").joins(1);
        node("b").joins(1);
        pass(Duration.ofSeconds(3));
        sent = 0;
        pass(Duration.ofSeconds(10));
        assertThat(sent).isBetween(18, 22);
        node("a").leaves(ROOM, 1);
        node("b").leaves(ROOM, 1);
        pass(Duration.ofNanos(ViewerOwner.FORGET_NANOS).plusSeconds(2));
        sent = 0;
        pass(Duration.ofSeconds(10));
        assertThat(sent).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countsAreExactWhenItIsQuietWhateverWasLost(long seed) {
        random.setSeed(seed);
        start("a", "b", "c", "d");
        List<AuctionId> rooms = List.of(ROOM, new AuctionId("b"), new AuctionId("c"));
        int next = 0;
        for (int round = 0; round < 12; round++) {
            loss = random.nextInt(3) * 0.3;
            for (int i = 0; i < 40; i++) {
                List<Node> living = List.copyOf(nodes.values());
                Node node = living.get(random.nextInt(living.size()));
                AuctionId room = rooms.get(random.nextInt(rooms.size()));
                long viewer = 1L + random.nextInt(15);
                if (random.nextInt(3) > 0) {
                    node.joins(room, viewer);
                } else {
                    node.leaves(room, viewer);
                }
                pass(Duration.ofMillis(random.nextInt(30)));
            }
            if (random.nextInt(3) == 0 && nodes.size() > 1) {
                kill(nodes.keySet().iterator().next());
            } else if (random.nextInt(3) == 0) {
                start("n" + next++);
            }
            loss = 0;
            pass(Duration.ofSeconds(7));
            rooms.forEach(this::isExact);
        }
    }
}
