package dev.turnout.acceptance.soak;

import dev.turnout.acceptance.kit.Http;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Causes faults in a cluster, one after the other, and checks the counts during and after each. After a fault, one more
 * viewer joins each auction, so that a node that receives nothing any more is found out. One thread.
 */
final class ClusterFaults {

    private final ClusterPlan plan;
    private final SoakCluster cluster;
    private final ClusterChecks checks;
    private final SoakEnvironment environment;
    private final List<SoakAuction> auctions;
    private final List<SoakViewer> viewers;
    private final Disturbances disturbances;
    private final Random random;
    private final List<String> times = new ArrayList<>();
    private final Map<String, Long> longest = new LinkedHashMap<>();
    private ClusterFault current = ClusterFault.NODE_KILLED;

    ClusterFaults(
            ClusterPlan plan,
            SoakCluster cluster,
            ClusterChecks checks,
            SoakEnvironment environment,
            List<SoakAuction> auctions,
            List<SoakViewer> viewers,
            Disturbances disturbances) {
        this.plan = plan;
        this.cluster = cluster;
        this.checks = checks;
        this.environment = environment;
        this.auctions = auctions;
        this.viewers = viewers;
        this.disturbances = disturbances;
        this.random = new Random(plan.seed());
    }

    /** Causes the fault and waits until it is overcome; how long that took. */
    String cause(ClusterFault fault) throws InterruptedException {
        times.clear();
        current = fault;
        switch (fault) {
            case NODE_KILLED -> nodeKilled();
            case NODE_PAUSED -> nodePaused();
            case CONNECTIONS_LOST -> connectionsLost();
            case SUBSCRIPTIONS_KILLED -> cluster.redis().command("CLIENT KILL TYPE pubsub");
            case REDIS_FLUSHED -> redisFlushed();
            case REDIS_KILLED -> redisKilled();
            case REDIS_UNREACHABLE -> redisUnreachable();
            case ALL_RESTARTED -> allRestarted();
        }
        oneMoreViewerOfEach(fault);
        return String.join(", ", times);
    }

    private void took(long millis, String what) {
        times.add(millis + " ms " + what);
        longest.merge(current + ", " + what, millis, Math::max);
    }

    /** The longest times of all rounds. */
    List<String> longest() {
        List<String> lines = new ArrayList<>();
        longest.forEach((what, millis) -> lines.add(millis + " ms at most: " + what));
        return lines;
    }

    private SoakNode anyNode() {
        return cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    }

    private SoakNode anyNodeWithViewers() {
        SoakNode node = anyNode();
        while (SoakCluster.viewersOf(node) == 0) {
            node = anyNode();
        }
        return node;
    }

    private List<SoakNode> others(SoakNode node) {
        return cluster.nodes().stream().filter(other -> other != node).toList();
    }

    /** A viewer without a socket joins each auction, and leaves it. Every count follows. */
    private void oneMoreViewerOfEach(ClusterFault after) throws InterruptedException {
        List<Http> joined = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (SoakAuction auction : auctions) {
            Http http = anyNode().server().http();
            Http.Answer answer = http.post("/api/stream/" + auction.id() + "/viewer/join", "{}");
            joined.add(http);
            tokens.add(answer.json().path("viewerToken").asText());
        }
        checks.more(1);
        took(checks.exactEverywhere("after " + after + ", with one more viewer"), "until one more viewer was counted");
        for (int i = 0; i < auctions.size(); i++) {
            joined.get(i)
                    .post(
                            "/api/stream/" + auctions.get(i).id() + "/viewer/leave",
                            "{\"viewerToken\":\"" + tokens.get(i) + "\"}");
        }
        checks.more(0);
        checks.exactEverywhere("after " + after);
    }

    private void nodeKilled() throws InterruptedException {
        SoakNode node = anyNode();
        Instant from = Instant.now();
        environment.connections.begin();
        node.server().kill(); // while it accepts events
        node.inService(false);
        took(checks.exactAt(others(node), "after a kill"), "after the kill");
        node.server().restart();
        took(checks.exactEverywhere("after a restart"), "after the restart");
        node.inService(true);
        environment.connections.end();
        disturbances.add(node, from, Instant.now());
    }

    private void nodePaused() throws InterruptedException {
        SoakNode node = anyNodeWithViewers();
        int share = SoakCluster.viewersOf(node);
        Instant from = Instant.now();
        node.server().pause();
        node.inService(false);
        try {
            took(checks.fewerAt(others(node), share, "during a pause"), "until the others dropped it");
            rest(from);
        } finally {
            node.server().resume();
        }
        took(checks.exactEverywhere("after a pause"), "after the pause");
        node.inService(true);
        disturbances.add(node, from, Instant.now());
    }

    /** Until the outage has been as long as planned. */
    private void rest(Instant from) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), from.plus(plan.outage()));
        if (!left.isNegative()) {
            TimeUnit.MILLISECONDS.sleep(left.toMillis());
        }
    }

    private void connectionsLost() throws InterruptedException {
        long before = environment.lost.sum();
        int losing = 0;
        for (int v = random.nextInt(10); v < viewers.size(); v += 10) {
            viewers.get(v).drops(losing++ % 2 == 0 ? SoakViewer.Drop.RESET : SoakViewer.Drop.HALF_OPEN);
        }
        int expected = losing;
        checks.await(
                "while clients lose their connections",
                plan.within(),
                () -> environment.lost.sum() - before == expected ? List.of() : List.of("some have not lost theirs"));
        took(checks.exactEverywhere("after clients lost their connections"), "after the last was lost");
    }

    /** From now on, what these nodes accept may be late, or lost. All that they accepted before has arrived. */
    private void orderEndsAt(List<SoakNode> nodes) throws InterruptedException {
        nodes.forEach(node -> node.ordering(false));
        environment.sessions.begin();
        environment.phase(Phase.STILL);
        checks.allDelivered("before Redis fails");
        environment.phase(Phase.CHURN);
    }

    private void orderReturnsAt(List<SoakNode> nodes) {
        nodes.forEach(node -> node.ordering(true));
        environment.sessions.end();
    }

    private void redisFlushed() throws InterruptedException {
        orderEndsAt(cluster.nodes());
        cluster.redis().command("FLUSHALL");
        took(checks.exactEverywhere("after FLUSHALL"), "after FLUSHALL");
        orderReturnsAt(cluster.nodes());
    }

    private void redisKilled() throws InterruptedException {
        orderEndsAt(cluster.nodes());
        Instant from = Instant.now();
        cluster.redis().kill();
        checks.await("while Redis is away", plan.within(), this::connectedToRedis);
        checks.exactAt(cluster.nodes(), "while Redis is away");
        rest(from);
        cluster.redis().restart();
        took(checks.exactEverywhere("after Redis has returned"), "after Redis had returned");
        orderReturnsAt(cluster.nodes());
    }

    private List<String> connectedToRedis() {
        return cluster.nodes().stream()
                .map(node -> node.api().cluster())
                .filter(view -> view.path("state").asText().equals("connected"))
                .map(view -> "not degraded: " + view)
                .toList();
    }

    private void redisUnreachable() throws InterruptedException {
        SoakNode node = cluster.nodeOverProxy();
        orderEndsAt(List.of(node));
        int share = SoakCluster.viewersOf(node);
        Instant from = Instant.now();
        cluster.redisProxy().stopForwarding();
        try {
            took(checks.fewerAt(others(node), share, "in a black hole"), "until the others dropped it");
            rest(from);
        } finally {
            cluster.redisProxy().resumeForwarding();
        }
        took(checks.exactEverywhere("after a black hole"), "after the black hole");
        orderReturnsAt(List.of(node));
        disturbances.add(node, from, Instant.now());
    }

    /** The last one in another minute than the others, so that each minute is observed by one node as a whole. */
    private void allRestarted() throws InterruptedException {
        long slowest = 0;
        for (SoakNode node : cluster.nodes()) {
            if (plan.wholeMinutes() && node == cluster.nodeOverProxy()) {
                awaitNextMinute(Disturbances.observesFrom(Instant.now()));
            }
            Instant from = Instant.now();
            environment.connections.begin();
            node.inService(false);
            int exit = node.server().terminate();
            if (exit != 0) {
                environment.violations.add("a node ended with " + exit);
            }
            node.server().restart();
            slowest = Math.max(slowest, checks.exactEverywhere("after a restart in a rolling restart"));
            node.inService(true);
            environment.connections.end();
            viewers.forEach(SoakViewer::endures);
            disturbances.add(node, from, Instant.now());
        }
        took(slowest, "after the slowest restart");
    }

    /** Waits for the first minute that begins after this time. */
    void awaitNextMinute(Instant time) throws InterruptedException {
        long minute = plan.minute().toMillis();
        long next = (time.toEpochMilli() / minute + 1) * minute;
        TimeUnit.MILLISECONDS.sleep(next - Instant.now().toEpochMilli());
    }
}
