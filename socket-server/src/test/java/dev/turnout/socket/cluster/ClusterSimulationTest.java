package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many views on one simulated channel, in virtual time and from one seed, with every fault of a network and a process. */
class ClusterSimulationTest {

    private static final int SEEDS = 200;

    /** The longest pause, the longest delay, and the five seconds within which a dead node's share is gone. */
    private static final long SETTLE = Duration.ofSeconds(10 + 3 + 5).toNanos();

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyNodeEndsOnTheSumOfTheLivingNodes(int seed) {
        Simulation simulation = new Simulation(seed);
        for (int step = 0; step < 300; step++) {
            simulation.step();
        }
        simulation.heal();
        simulation.runFor(SETTLE);
        simulation.assertExact();
    }

    private static final class Simulation {

        private final Random random;
        private final PriorityQueue<Arrival> underWay = new PriorityQueue<>();
        private final List<Node> nodes = new ArrayList<>();
        private final List<AuctionId> rooms = List.of(room("a"), room("b"), room("c"), room("d"));
        private long now = Duration.ofDays(1).toNanos();
        private long arrivals;
        private int started;
        private double loss;
        private boolean faulty = true;

        private record Arrival(long at, long order, Node to, CensusMessage message) implements Comparable<Arrival> {
            @Override
            public int compareTo(Arrival other) {
                return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
            }
        }

        private final class Node implements ClusterView.Effects {

            private final ClusterView view = new ClusterView("node-" + started++, this);
            private final Map<AuctionId, Integer> counts = new HashMap<>();
            private final Map<Node, Long> lastArrival = new HashMap<>();
            private long pausedUntil;
            private boolean cutOff;

            @Override
            public void publish(CensusMessage message) {
                nodes.forEach(to -> send(to, message));
            }

            private void send(Node to, CensusMessage message) {
                if (cutOff || to.cutOff || random.nextDouble() < loss) {
                    return;
                }
                long delay = faulty && random.nextInt(20) == 0
                        ? random.nextLong(2_000_000_000L)
                        : random.nextLong(5_000_000L);
                long inOrder = Math.max(now + delay, lastArrival.getOrDefault(to, 0L));
                lastArrival.put(to, inOrder);
                underWay.add(new Arrival(inOrder, arrivals++, to, message));
                if (faulty && random.nextInt(50) == 0) {
                    underWay.add(new Arrival(inOrder + random.nextLong(1_000_000_000L), arrivals++, to, message));
                }
            }

            @Override
            public void peersTotal(AuctionId room, int total) {
                assertThat(total).isNotNegative();
            }

            @Override
            public void deaf(boolean deaf) {
                // seen through the view
            }

            private boolean running() {
                return now >= pausedUntil;
            }
        }

        private static AuctionId room(String id) {
            return AuctionId.parse(id).orElseThrow();
        }

        Simulation(int seed) {
            random = new Random(seed);
            for (int i = 0; i < 3; i++) {
                startNode();
            }
        }

        private void startNode() {
            Node node = new Node();
            nodes.add(node);
            node.view.start(now);
        }

        void step() {
            runFor(random.nextLong(200_000_000L));
            Node node = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(40)) {
                case 0 -> kill(node);
                case 1 -> {
                    if (nodes.size() < 8) {
                        startNode();
                    }
                }
                case 2 -> node.pausedUntil = now + random.nextLong(10_000_000_000L);
                case 3 -> node.cutOff = !node.cutOff;
                case 4 -> loss = random.nextBoolean() ? 0 : random.nextDouble() * 0.5;
                case 5 -> stop(node);
                default -> change(node);
            }
        }

        private void kill(Node node) {
            if (nodes.size() > 1) {
                nodes.remove(node);
            }
        }

        private void stop(Node node) {
            if (nodes.size() > 1 && node.running()) {
                node.view.stop();
                nodes.remove(node);
            }
        }

        private void change(Node node) {
            if (node.running()) {
                AuctionId room = rooms.get(random.nextInt(rooms.size()));
                int count = random.nextInt(5);
                node.counts.put(room, count);
                node.view.localCount(room, count, now);
            }
        }

        void runFor(long nanos) {
            long end = now + nanos;
            while (now < end) {
                long next = end;
                for (Node node : nodes) {
                    long due = Math.max(node.pausedUntil, node.view.nextTick(now));
                    next = Math.min(next, Math.max(due, now + 1));
                }
                Arrival first = underWay.peek();
                if (first != null) {
                    next = Math.min(next, Math.max(first.at(), now));
                }
                now = next;
                deliver();
                nodes.stream()
                        .filter(node -> node.running() && node.view.nextTick(now) <= now)
                        .toList()
                        .forEach(node -> node.view.tick(now));
            }
        }

        /** A paused node's messages wait in its socket; those for a dead one are gone. */
        private void deliver() {
            for (Arrival arrival = underWay.peek(); arrival != null && arrival.at() <= now; arrival = underWay.peek()) {
                underWay.remove();
                if (!nodes.contains(arrival.to())) {
                    continue;
                }
                if (arrival.to().running()) {
                    arrival.to().view.received(arrival.message(), now);
                } else {
                    long waits = arrival.to().pausedUntil;
                    underWay.add(new Arrival(waits, arrival.order(), arrival.to(), arrival.message()));
                }
            }
        }

        void heal() {
            faulty = false;
            loss = 0;
            nodes.forEach(node -> node.cutOff = false);
        }

        void assertExact() {
            for (Node node : nodes) {
                assertThat(node.view.deaf()).isFalse();
                assertThat(node.view.peers()).hasSize(nodes.size() - 1);
                for (AuctionId room : rooms) {
                    int expected = nodes.stream()
                            .filter(other -> other != node)
                            .mapToInt(other -> other.counts.getOrDefault(room, 0))
                            .sum();
                    assertThat(node.view.peersTotal(room)).isEqualTo(expected);
                }
            }
        }
    }
}
