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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three servers on a real Redis count, publish, recover and post as one. */
@Order(2)
class ClusterTest {

    /** A dead node's share is gone by then; with room for a machine that is busy. */
    private static final Duration GONE = Duration.ofSeconds(10);

    @RegisterExtension
    static final ClusterProduct cluster = ClusterProduct.of(3).shortMinutes().perClass();

    private final String auction = cluster.node(1).newAuction() + "-cluster";

    @AfterEach
    void allNodesAreBack() {
        for (Product node : cluster.nodes()) {
            if (!node.socketServer().isAlive()) {
                node.socketServer().restart();
            }
        }
        eventually(() -> cluster.nodes()
                .forEach(node -> assertThat(node.socketServer().metric("turnout_cluster_members"))
                        .isEqualTo(3)));
    }

    private void countsEverywhere(int count) {
        for (Product node : cluster.nodes()) {
            if (node.socketServer().isAlive()) {
                eventually(
                        GONE.plusSeconds(10),
                        () -> assertThat(node.internalApi().count(auction)).isEqualTo(count));
            }
        }
    }

    @Test
    void everyViewerSeesTheSumOverAllNodes() {
        Viewer first = cluster.node(1).viewer().joins(auction);
        Viewer second = cluster.node(2).viewer().joins(auction);
        cluster.node(3).httpViewer().joins(auction);
        first.sees(3);
        second.sees(3);
        countsEverywhere(3);
        second.leaves();
        first.sees(2);
        countsEverywhere(2);
    }

    @Test
    void anEventReachesEverySessionOnceInOneOrderAndIsCountedOverAllNodes() {
        List<Viewer> viewers = cluster.nodes().stream()
                .map(node -> node.viewer().joins(auction))
                .toList();
        countsEverywhere(3);
        for (int i = 0; i < 30; i++) {
            int delivered = cluster.node(1 + i % 3).internalApi().publishes(auction, "n", Json.number(i));
            assertThat(delivered).isLessThanOrEqualTo(3);
        }
        viewers.forEach(viewer -> viewer.receivesNumbers("n", 30));
        eventually(() -> assertThat(cluster.node(2).internalApi().publishes(auction, "last", Json.number(1)))
                .isEqualTo(3));
    }

    @Test
    void viewersElsewhereCountOnceWhicheverNodeIsSentTheReport() {
        for (Product node : cluster.nodes()) {
            node.internalApi().addsExternalViewers(auction, "cdn", "{\"count\":100}");
        }
        countsEverywhere(100);
    }

    @Test
    void aClosedAuctionIsClosedOnEveryNode() {
        Viewer viewer = cluster.node(2).viewer().joins(auction);
        cluster.node(3).httpViewer().joins(auction);
        countsEverywhere(2);
        cluster.node(1).internalApi().closes(auction);
        assertThat(viewer.disconnectReason()).contains("server");
        countsEverywhere(0);
    }

    @Test
    void theShareOfAKilledNodeIsGoneAndItsClientsRecoverElsewhere() {
        Viewer stays = cluster.node(2).viewer().joins(auction);
        Viewer moves = cluster.node(1)
                .viewerOverProxy(ClientKind.DEFAULT)
                .with(target -> target.reconnecting())
                .joins(auction);
        cluster.node(1).viewer().joins(auction);
        stays.sees(3);
        for (int i = 0; i < 3; i++) {
            cluster.node(3).internalApi().publishes(auction, "n", Json.number(i));
        }
        moves.receivesNumbers("n", 3);
        String id = moves.client().id();

        moves.proxy().cut();
        moves.proxy().redirect(cluster.node(2).socketServer().port());
        cluster.node(1).socketServer().kill();
        for (int i = 3; i < 6; i++) {
            cluster.node(3).internalApi().publishes(auction, "n", Json.number(i));
        }
        moves.proxy().restore();

        assertThat(moves.client().reconnectedAndRecovered()).isTrue();
        assertThat(moves.client().id()).isEqualTo(id);
        moves.receivesNumbers("n", 6);
        stays.receivesNumbers("n", 6);
        eventually(
                GONE,
                () -> assertThat(cluster.node(3).internalApi().count(auction)).isEqualTo(2));
        stays.sees(2);
    }

    @Test
    void aHalfOpenConnectionIsClosedWhenItsClientRecoversOnAnotherNode() {
        cluster.node(2).viewer().joins(auction);
        Viewer moves = cluster.node(1)
                .viewerOverProxy(ClientKind.DEFAULT)
                .with(target -> target.reconnecting())
                .joins(auction)
                .sees(2);
        moves.proxy().redirect(cluster.node(2).socketServer().port());
        moves.proxy().cutClients();
        assertThat(moves.client().reconnectedAndRecovered()).isTrue();
        countsEverywhere(2);
        assertThat(cluster.node(1).internalApi().room(auction).path("peak").asInt())
                .isLessThanOrEqualTo(3);
    }

    @Test
    void aPausedNodeIsDroppedAndReturnsWithoutAGhost() {
        Viewer viewer = cluster.node(2).viewer().joins(auction);
        cluster.node(1).viewer().joins(auction);
        countsEverywhere(2);
        ServerProcess paused = cluster.node(1).socketServer();
        paused.pause();
        try {
            eventually(
                    GONE,
                    () -> assertThat(cluster.node(3).internalApi().count(auction))
                            .isEqualTo(1));
            viewer.sees(1);
        } finally {
            paused.resume();
        }
        countsEverywhere(2);
        viewer.sees(2);
    }

    @Test
    void aSubscriptionThatIsLostIsRebuilt() {
        cluster.node(1).viewer().joins(auction);
        cluster.node(2).viewer().joins(auction);
        countsEverywhere(2);
        cluster.redis().command("CLIENT KILL TYPE pubsub");
        cluster.redis().command("FLUSHALL");
        cluster.node(3).viewer().joins(auction);
        countsEverywhere(3);
        eventually(() -> assertThat(cluster.node(1).internalApi().publishes(auction, "n", Json.number(0)))
                .isEqualTo(3));
    }

    @Test
    void withoutRedisEachNodeGoesOnAndHealsByItself() {
        Viewer first = cluster.node(1).viewer().joins(auction);
        Viewer second = cluster.node(2).viewer().joins(auction);
        countsEverywhere(2);
        cluster.redis().kill();
        eventually(() -> assertThat(cluster.node(1)
                        .socketServer()
                        .http()
                        .get("/health/ready")
                        .json()
                        .path("cluster")
                        .asText())
                .isEqualTo("degraded"));
        first.sees(2);
        cluster.node(1).viewer().joins(auction);
        first.sees(3);
        cluster.node(1).internalApi().publishes(auction, "n", Json.number(0));
        first.receivesNumbers("n", 1);

        cluster.redis().restart();
        countsEverywhere(3);
        second.sees(3);
        eventually(() -> assertThat(cluster.node(2).internalApi().publishes(auction, "m", Json.number(0)))
                .isEqualTo(3));
        first.receivesNumbers("n", 1);
        assertThat(second.payloads("n").size()).isLessThanOrEqualTo(1);
    }

    @Test
    void eachMinuteIsPostedOnceAlsoWhenItsOwnerIsKilled() {
        cluster.node(2).viewer().joins(auction);
        cluster.node(3).viewer().joins(auction);
        cluster.backend().awaitAccepted(auction, 3);
        cluster.node(1).socketServer().kill();
        int before = cluster.backend().accepted(auction).size();
        List<JsonNode> minutes = cluster.backend().awaitAccepted(auction, before + 8);

        Set<String> keys = new HashSet<>();
        Set<Instant> times = new HashSet<>();
        minutes.forEach(minute -> {
            Instant time = Instant.parse(minute.path("timestamp").asText());
            times.add(time);
            keys.add(time + " " + minute.path("source").asText());
        });
        assertThat(keys).as("every minute under one source").hasSameSizeAs(times);
        Instant first = times.stream().min(Instant::compareTo).orElseThrow();
        Instant last = times.stream().max(Instant::compareTo).orElseThrow();
        assertThat(Duration.between(first, last).toSeconds() + 1)
                .as("no minute is missing")
                .isEqualTo(times.size());
    }

    @Test
    void theNodesAreListedWithTheirViewers() {
        cluster.node(1).viewer().joins(auction);
        countsEverywhere(1);
        JsonNode nodes =
                cluster.node(2).internalApi().http().get("/api/v1/cluster").json();
        assertThat(nodes.path("state").asText()).isEqualTo("connected");
        assertThat(nodes.path("nodes")).hasSize(3);
    }
}
