package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.RedisProcess;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation.Kind;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        /**
         * What was sent meanwhile is executed afterwards, when its sender has long given it up; not if the sender has replaced
         * its connection by then, after some seconds.
         */
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

        /** What a session may have received that stayed on its node. */
        List<List<JsonNode>> perhapsWith(List<JsonNode> own, int other) {
            List<JsonNode> all =
                    Stream.concat(own.stream(), Stream.of(Json.number(other))).toList();
            return this == REDIS_WAITS ? List.of(own, all) : List.of(own);
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
            goesAndReturns.continuesAt(cluster.node(2).socketServer().port());
            comes.continuesAt(cluster.node(1).socketServer().port());
            comes.receivesNumbers("n", 2);
            publishes(2, 2);
            goesAndReturns.receivesNumbers("n", 3);
            goesAndReturns.continuesAt(cluster.node(1).socketServer().port());
        } finally {
            outage.end(cluster.redis());
        }

        eventually(() -> assertThat(cluster.node(2).internalApi().publishes(auction, "end", Json.number(0)))
                .isEqualTo(4));
        all.forEach(viewer -> viewer.receives("end", Json.number(0)));
        assertThat(goesAndReturns.payloads("n")).isEqualTo(numbers(0, 1, 2));
        assertThat(staysOnOne.payloads("n")).isIn(outage.perhapsWith(numbers(0, 1), 2));
        assertThat(comes.payloads("n")).isIn(outage.perhapsWith(numbers(0, 1), 2));
        assertThat(staysOnTwo.payloads("n")).isIn(outage.perhapsWith(numbers(0, 2), 1));
        assertThat(cluster.nodes())
                .as("each node has sent events ahead of the stream")
                .allMatch(node -> node.socketServer().metric("turnout_cluster_events_local_total") > 0);
    }

    /** The node that has sent the event ahead finds it in the stream, and sends it to nobody. */
    @Test
    void aSessionFromAnotherNodeIsContinuedOnTheNodeThatHasSentTheEventAhead() {
        Viewer stays = joins(1);
        Viewer comes = joins(2);
        stays.sees(2);
        Outage.REDIS_WAITS.begin(cluster.redis());
        publishes(1, 0);
        stays.receivesNumbers("n", 1);
        Outage.REDIS_WAITS.end(cluster.redis());
        comes.receivesNumbers("n", 1);
        comes.continuesAt(cluster.node(1).socketServer().port());
        publishes(2, 1);
        comes.receivesNumbers("n", 2);
        assertThat(comes.client().all(Kind.CONNECT)).hasSize(2);
    }

    /** Their connections are lost before they have received anything. */
    @Test
    void aSessionThatBeganWhileRedisWaitedIsContinuedOnEachNode() {
        Viewer present = joins(1);
        Outage.REDIS_WAITS.begin(cluster.redis());
        publishes(1, 0);
        present.receivesNumbers("n", 1);
        Viewer stays = joins(1);
        Viewer goes = joins(1);
        stays.continuesAt(cluster.node(1).socketServer().port());
        Outage.REDIS_WAITS.end(cluster.redis());
        eventually(() -> assertThat(cluster.node(2).internalApi().publishes(auction, "end", Json.number(0)))
                .isPositive());
        stays.receives("end", Json.number(0));
        goes.continuesAt(cluster.node(2).socketServer().port());
        goes.receives("end", Json.number(0));
        assertThat(stays.client().all(Kind.CONNECT)).hasSize(2);
    }
}
