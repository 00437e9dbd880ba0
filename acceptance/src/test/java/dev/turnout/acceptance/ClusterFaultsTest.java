package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.ServerProcess;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Faults of a cluster with a real backend behind it: counts are exact afterwards, every event was received once, and no
 * minute counts twice. {@code -Dturnout.long=true} adds those that take longer than a build should.
 */
@Order(2)
class ClusterFaultsTest {

    private static final Duration HEALED = Duration.ofSeconds(30);
    private static final Duration TAKEOVER = Duration.ofSeconds(5);
    private static final int SAMPLES = 10;

    @RegisterExtension
    static final Product backend = Product.withBothServers();

    @RegisterExtension
    static final ClusterProduct cluster = ClusterProduct.of(3)
            .shortMinutes()
            .overRedisProxies()
            .postingTo(() -> backend.backendApi().url())
            .perClass();

    private final String auction = cluster.node(1).newAuction() + "-faults";

    @AfterEach
    void allNodesAreBack() {
        for (Product node : cluster.nodes()) {
            if (!node.socketServer().isAlive()) {
                node.socketServer().restart();
            }
        }
        eventually(
                HEALED,
                () -> cluster.nodes()
                        .forEach(node -> assertThat(node.socketServer().metric("turnout_cluster_members"))
                                .isEqualTo(3)));
    }

    private void countsEverywhere(int count) {
        for (Product node : cluster.nodes()) {
            eventually(
                    HEALED, () -> assertThat(node.internalApi().count(auction)).isEqualTo(count));
        }
    }

    private List<JsonNode> minutes() {
        List<JsonNode> minutes = new ArrayList<>();
        backend.admin().analytics(auction, "timeRange=all").path("snapshots").forEach(minutes::add);
        return minutes;
    }

    /** Waits for so many more minutes than there are. */
    private void minutesGoOn(int more) {
        int before = minutes().size();
        eventually(HEALED, () -> assertThat(minutes()).hasSizeGreaterThanOrEqualTo(before + more));
    }

    private void noMinuteCountsTwice() {
        for (JsonNode minute : minutes()) {
            assertThat(minute.path("sampleCount").asInt())
                    .as("samples of %s", minute)
                    .isLessThanOrEqualTo(SAMPLES);
        }
    }

    /**
     * The minutes of this test last a second, and another node takes over within five: in minutes of 60 s such a gap is
     * some samples, not a minute. A node that was restarted may post its minutes after those of its successor.
     */
    private void noGapIsLongerThanATakeover() {
        Instant last = times().last();
        eventually(HEALED, () -> {
            Instant previous = times().first();
            for (Instant time : times().headSet(last)) {
                assertThat(Duration.between(previous, time))
                        .as("before %s", time)
                        .isLessThanOrEqualTo(TAKEOVER);
                previous = time;
            }
        });
    }

    private SortedSet<Instant> times() {
        return minutes().stream()
                .map(minute -> Instant.parse(minute.path("timestamp").asText()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aBlackHoleBeforeRedisIsFoundOutAndTheNodeHealsByItself() {
        backend.admin().createsAuction(auction);
        Viewer cutOff = cluster.node(1).viewer().joins(auction);
        Viewer other = cluster.node(2).viewer().joins(auction);
        countsEverywhere(2);
        cluster.redisProxy(1).stopForwarding();
        try {
            eventually(
                    HEALED,
                    () -> assertThat(cluster.node(2).internalApi().count(auction))
                            .as("the node is dropped")
                            .isEqualTo(1));
            eventually(HEALED, () -> {
                JsonNode health = cluster.node(1)
                        .socketServer()
                        .http()
                        .get("/health/ready")
                        .json();
                assertThat(health.path("cluster").asText()).isEqualTo("degraded");
                assertThat(health.path("frozenPeers").asInt()).isEqualTo(2);
            });
            cutOff.sees(2);
            other.sees(1);
        } finally {
            cluster.redisProxy(1).resumeForwarding();
        }
        cluster.node(3).viewer().joins(auction);
        countsEverywhere(3);
        eventually(
                HEALED,
                () -> assertThat(cluster.node(2).internalApi().publishes(auction, "m", Json.number(0)))
                        .isEqualTo(3));
        minutesGoOn(2);
        noMinuteCountsTwice();
    }

    @Test
    void aPausedOwnerCannotDoubleAMinute() {
        backend.admin().createsAuction(auction);
        cluster.node(3).viewer().joins(auction);
        countsEverywhere(1);
        minutesGoOn(2);
        ServerProcess paused = owner();
        paused.pause();
        try {
            minutesGoOn(2);
        } finally {
            paused.resume();
        }
        countsEverywhere(1);
        minutesGoOn(3);
        noMinuteCountsTwice();
        noGapIsLongerThanATakeover();
    }

    /** The node that posts the auction of this test, the only one with viewers. */
    private static ServerProcess owner() {
        List<Double> before = posted();
        List<ServerProcess> found = new ArrayList<>();
        eventually(() -> {
            List<Double> now = posted();
            for (int i = 0; i < now.size(); i++) {
                if (now.get(i) > before.get(i)) {
                    found.add(cluster.nodes().get(i).socketServer());
                }
            }
            assertThat(found).isNotEmpty();
        });
        return found.get(0);
    }

    private static List<Double> posted() {
        return cluster.nodes().stream()
                .map(node -> node.socketServer().metric("turnout_cluster_minutes_posted_total"))
                .toList();
    }

    @Test
    void allNodesAreRestartedOneAfterTheOtherUnderTheirClients() {
        backend.admin().createsAuction(auction);
        List<Viewer> viewers = new ArrayList<>();
        for (Product node : cluster.nodes()) {
            viewers.add(node.viewerOverProxy(ClientKind.DEFAULT)
                    .with(target -> target.reconnecting())
                    .joins(auction));
        }
        countsEverywhere(3);
        minutesGoOn(1);
        int[] nodeOf = {0, 1, 2};
        int published = 0;
        for (int i = 0; i < 3; i++) {
            int other = 0;
            for (int viewer = 0; viewer < 3; viewer++) { // some of them stay, so that the count does not fall to 0
                if (nodeOf[viewer] == i) {
                    nodeOf[viewer] = (i + 1 + other++) % 3;
                    viewers.get(viewer)
                            .proxy()
                            .redirect(cluster.nodes()
                                    .get(nodeOf[viewer])
                                    .socketServer()
                                    .port());
                }
            }
            Product restarted = cluster.nodes().get(i);
            cluster.nodes().get((i + 1) % 3).internalApi().publishes(auction, "n", Json.number(published++));
            restarted.socketServer().restart();
            restarted.internalApi().publishes(auction, "n", Json.number(published++));
            countsEverywhere(3);
        }
        for (Viewer viewer : viewers) {
            viewer.sees(3);
            viewer.receivesNumbers("n", published);
        }
        minutesGoOn(2);
        noMinuteCountsTwice();
        noGapIsLongerThanATakeover();
    }

    @Test
    void aSourceThatChangesTheNodeWhileRedisIsAwayCountsOnceAfterwards() {
        cluster.node(1).internalApi().addsExternalViewers(auction, "cdn", "{\"count\":10000}");
        countsEverywhere(10_000);
        cluster.redis().kill();
        try {
            cluster.node(2).internalApi().addsExternalViewers(auction, "cdn", "{\"count\":9000}");
            assertThat(cluster.node(2).internalApi().count(auction)).isEqualTo(19_000);
        } finally {
            cluster.redis().restart();
        }
        countsEverywhere(9_000);
    }

    @Test
    @EnabledIfSystemProperty(named = "turnout.long", matches = "true")
    void eachNodeIsPausedForTenSecondsInTurn() {
        backend.admin().createsAuction(auction);
        List<Viewer> viewers = cluster.nodes().stream()
                .map(node -> node.viewer().joins(auction))
                .toList();
        countsEverywhere(3);
        minutesGoOn(2);
        for (Product node : cluster.nodes()) {
            node.socketServer().pause();
            try {
                minutesGoOn(8);
            } finally {
                node.socketServer().resume();
            }
            countsEverywhere(3);
        }
        viewers.forEach(viewer -> viewer.sees(3));
        minutesGoOn(3);
        noMinuteCountsTwice();
        noGapIsLongerThanATakeover();
    }

    @Test
    @EnabledIfSystemProperty(named = "turnout.long", matches = "true")
    void redisIsKilledForgetsAllAndLosesItsSubscriptionsAgainAndAgain() {
        backend.admin().createsAuction(auction);
        List<Viewer> viewers = cluster.nodes().stream()
                .map(node -> node.viewer().joins(auction))
                .toList();
        countsEverywhere(3);
        for (int round = 0; round < 3; round++) {
            cluster.redis().command("CLIENT KILL TYPE pubsub");
            cluster.redis().command("FLUSHALL");
            countsEverywhere(3);
            cluster.redis().kill();
            minutesGoOn(2);
            viewers.forEach(viewer -> viewer.sees(3));
            cluster.redis().restart();
            countsEverywhere(3);
            int number = round;
            eventually(
                    HEALED,
                    () -> assertThat(cluster.node(1).internalApi().publishes(auction, "r" + number, Json.number(0)))
                            .isEqualTo(3));
        }
        minutesGoOn(2);
        noMinuteCountsTwice();
    }
}
