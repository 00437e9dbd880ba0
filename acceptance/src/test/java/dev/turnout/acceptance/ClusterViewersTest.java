package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Viewers, sections, the list of viewers and removals over three servers, with viewers counted instead of sessions. */
class ClusterViewersTest {

    @RegisterExtension
    static final ClusterProduct cluster =
            ClusterProduct.of(3).socket("COUNT_BY", "viewers").shortMinutes().perClass();

    private final String auction = cluster.node(1).newAuction() + "-viewers";

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

    private Viewer joins(int node, String viewerId) {
        return cluster.node(node).viewer().withQuery("viewerId", viewerId).joins(auction);
    }

    private JsonNode figures(int node) {
        return cluster.node(node)
                .socketServer()
                .http()
                .get("/api/stream/" + auction + "/viewers")
                .json();
    }

    @Test
    void aViewerOnSeveralNodesIsCountedOnceAndLeavesWithTheLastSession() {
        Viewer watcher = cluster.node(3).viewer().joins(auction).sees(1);
        Viewer first = joins(1, "ann");
        watcher.sees(2);
        Viewer second = joins(2, "ann");
        second.sees(2);
        watcher.sees(2);
        joins(3, "bob");
        watcher.sees(3);
        first.leaves();
        second.sees(3);
        eventually(() -> cluster.nodes()
                .forEach(node -> assertThat(node.internalApi().count(auction)).isEqualTo(3)));
        second.leaves();
        watcher.sees(2);
    }

    @Test
    void aViewerWithTwoSessionsWhereItWasNotCountedIsCountedThereWhenTheFirstEnds() {
        Viewer watcher = cluster.node(3).viewer().joins(auction).sees(1);
        Viewer first = joins(1, "ann");
        watcher.sees(2);
        Viewer second = joins(2, "ann").sees(2);
        Viewer third = joins(2, "ann").sees(2);
        first.leaves();
        eventually(() -> assertThat(cluster.node(1).socketServer().metric("turnout_audience_sessions"))
                .isZero());
        joins(1, "bob");
        watcher.sees(3);
        second.leaves();
        third.leaves();
        watcher.sees(2);
    }

    @Test
    void whenANodeIsKilledItsViewersAreCountedWhereTheyAreToo() {
        Viewer watcher = cluster.node(3).viewer().joins(auction).sees(1);
        for (String viewer : List.of("a", "b", "c", "d")) {
            joins(1, viewer);
            joins(2, viewer);
        }
        joins(1, "only here");
        watcher.sees(6);
        cluster.node(1).socketServer().kill();
        watcher.sees(5);
        cluster.node(2).socketServer().kill();
        watcher.sees(1);
    }

    @Test
    void sectionsDifferentViewersAndTheListAreThoseOfAllNodes() {
        Viewer ann = cluster.node(1)
                .viewer()
                .withQuery("viewerId", "ann")
                .withQuery("name", "Ann")
                .withQuery("stats", "1")
                .joins(auction);
        ann.emitsForAck("presence", Json.of("{'section':'lot-1'}"));
        ann.sees(1);
        cluster.node(2)
                .viewer()
                .withQuery("viewerId", "ann")
                .withQuery("name", "Ann")
                .joins(auction)
                .emitsForAck("presence", Json.of("{'section':'lot-2'}"));
        cluster.node(3)
                .viewer()
                .withQuery("name", "Bob")
                .joins(auction)
                .emitsForAck("presence", Json.of("{'section':'lot-2'}"));
        eventually(() -> {
            JsonNode figures = figures(2);
            assertThat(figures.path("currentViewers").asInt()).isEqualTo(2);
            assertThat(figures.path("uniqueViewers").asInt()).isEqualTo(2);
            assertThat(figures.path("sections")).isEqualTo(Json.of("{'lot-1':1,'lot-2':2}"));
        });
        eventually(() -> assertThat(cluster.node(3)
                        .internalApi()
                        .room(auction)
                        .path("unique")
                        .asInt())
                .isEqualTo(2));
        eventually(() -> {
            JsonNode listed = ann.emitsForAck("viewers");
            assertThat(listed.path("current").asInt()).isEqualTo(2);
            assertThat(listed.path("viewers").findValuesAsText("name")).isEqualTo(List.of("Bob", "Ann"));
        });
        eventually(() -> {
            List<JsonNode> stats = ann.payloads("viewerStats");
            JsonNode newest = stats.get(stats.size() - 1);
            assertThat(newest.path("unique").asInt()).isEqualTo(2);
            assertThat(newest.path("sections")).isEqualTo(Json.of("{'lot-1':1,'lot-2':2}"));
        });
    }

    @Test
    void snapshotsHaveTheViewersAndSectionsOfAllNodes() {
        for (int node = 1; node <= 3; node++) {
            joins(node, "ann").emitsForAck("presence", Json.of("{'section':'lot-" + node + "'}"));
            joins(node, "viewer-" + node);
        }
        eventually(() -> {
            List<JsonNode> minutes = cluster.backend().accepted(auction);
            assertThat(minutes).isNotEmpty();
            JsonNode newest = minutes.get(minutes.size() - 1);
            assertThat(newest.path("viewerCount").asInt()).isEqualTo(4);
            assertThat(newest.path("uniqueViewers").asInt()).isEqualTo(4);
            assertThat(newest.path("sections")).isEqualTo(Json.of("{'lot-1':1,'lot-2':1,'lot-3':1}"));
            assertThat(newest.path("fence").asLong()).isPositive();
            assertThat(newest.path("slots").asLong()).isEqualTo(0b11_1111_1111);
        });
    }

    @Test
    void aRemovedViewerIsGoneFromAllNodesAndBlockedOnAll() {
        Viewer watcher = cluster.node(1).viewer().joins(auction).sees(1);
        Viewer first = joins(2, "troll");
        joins(3, "troll");
        cluster.node(3).httpViewer().join(auction, "{\"viewerId\":\"troll\"}");
        watcher.sees(2);
        assertThat(cluster.node(1).internalApi().removesViewer(auction, "troll", 5))
                .isEqualTo(3);
        watcher.sees(1);
        assertThat(first.disconnectReason()).contains("server");
        for (Product node : cluster.nodes()) {
            Viewer again = node.viewer().withQuery("viewerId", "troll").connects("auction-" + auction);
            assertThat(again.connectError()).contains("blocked");
        }
    }

    @Test
    void aNodeThatStartsLaterKnowsWhoIsBlocked() {
        assertThat(cluster.node(1).internalApi().removesViewer(auction, "troll", 5))
                .isZero();
        cluster.node(3).socketServer().restart();
        eventually(() -> assertThat(cluster.node(3)
                        .socketServer()
                        .http()
                        .post("/api/stream/" + auction + "/viewer/join", "{\"viewerId\":\"troll\"}")
                        .status())
                .isEqualTo(403));
    }
}
