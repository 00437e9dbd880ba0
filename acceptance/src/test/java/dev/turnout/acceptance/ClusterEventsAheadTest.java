package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.RedisProcess;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While Redis does not answer, a node sends an event to its own sessions ahead of the stream. A session that changes its node
 * then receives it once, whether it is in the stream after all or not.
 */
class ClusterEventsAheadTest {

    @RegisterExtension
    static final ClusterProduct cluster = ClusterProduct.of(2).shortMinutes().perClass();

    private final String auction = cluster.node(1).newAuction() + "-ahead";

    enum Outage {
        /** What was sent meanwhile is executed afterwards, when its sender has long given it up. */
        REDIS_WAITS,

        /** What was sent meanwhile never gets there. */
        REDIS_IS_KILLED;

        void begin(RedisProcess redis) {
            if (this == REDIS_WAITS) {
                assertThat(redis.command("CLIENT PAUSE 60000 WRITE")).isEqualTo("+OK");
            } else {
                redis.kill();
            }
        }

        void end(RedisProcess redis) {
            if (this == REDIS_WAITS) {
                assertThat(redis.command("CLIENT UNPAUSE")).isEqualTo("+OK");
            } else {
                redis.restart();
            }
        }
    }

    private Viewer joins(int node) {
        return cluster.node(node)
                .viewerOverProxy(ClientKind.DEFAULT)
                .with(target -> target.reconnecting())
                .joins(auction);
    }

    private void publishes(int node, int number) {
        cluster.node(node).internalApi().publishes(auction, "n", Json.number(number));
    }

    /** Loses its connection and continues its session on another node. */
    private static void continues(Viewer viewer, int node) {
        int before = viewer.client().all(Observation.Kind.CONNECT).size();
        viewer.proxy().redirect(cluster.node(node).socketServer().port());
        viewer.losesItsConnection();
        eventually(() -> assertThat(viewer.client().all(Observation.Kind.CONNECT))
                .as("connected again")
                .hasSize(before + 1));
        assertThat(viewer.client()
                        .all(Observation.Kind.CONNECT)
                        .get(before)
                        .args()
                        .get(0)
                        .booleanValue())
                .as("recovered")
                .isTrue();
    }

    private static List<JsonNode> numbers(int... numbers) {
        return IntStream.of(numbers).mapToObj(Json::number).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatChangesItsNodeReceivesEachEventOnce(Outage outage) {
        Viewer staysOnOne = joins(1);
        Viewer staysOnTwo = joins(2);
        Viewer goesAndReturns = joins(1);
        Viewer comes = joins(2);
        List<Viewer> all = List.of(staysOnOne, staysOnTwo, goesAndReturns, comes);
        all.forEach(viewer -> viewer.sees(4));
        publishes(2, 0);
        all.forEach(viewer -> viewer.receivesNumbers("n", 1));

        outage.begin(cluster.redis());
        try {
            publishes(1, 1);
            staysOnOne.receivesNumbers("n", 2);
            goesAndReturns.receivesNumbers("n", 2);
            continues(goesAndReturns, 2);
            continues(comes, 1);
            comes.receivesNumbers("n", 2);
            publishes(2, 2);
            goesAndReturns.receivesNumbers("n", 3);
            continues(goesAndReturns, 1);
        } finally {
            outage.end(cluster.redis());
        }

        eventually(() -> assertThat(cluster.node(2).internalApi().publishes(auction, "end", Json.number(0)))
                .isEqualTo(4));
        all.forEach(viewer -> viewer.receives("end", Json.number(0)));
        boolean later = outage == Outage.REDIS_WAITS;
        assertThat(goesAndReturns.payloads("n")).isEqualTo(numbers(0, 1, 2));
        assertThat(staysOnOne.payloads("n")).isEqualTo(later ? numbers(0, 1, 2) : numbers(0, 1));
        assertThat(comes.payloads("n")).isEqualTo(later ? numbers(0, 1, 2) : numbers(0, 1));
        assertThat(staysOnTwo.payloads("n")).isEqualTo(later ? numbers(0, 2, 1) : numbers(0, 2));
        assertThat(cluster.nodes())
                .as("each node has sent events ahead of the stream")
                .allMatch(node -> node.socketServer().metric("turnout_cluster_events_local_total") > 0);
    }
}
