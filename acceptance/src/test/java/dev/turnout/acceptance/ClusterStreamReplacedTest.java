package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation.Kind;
import dev.turnout.testkit.clients.TcpProxy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Redis takes over that lacks the newest event, and one server has sent this event to its sessions while the other one has
 * not read it. The event is appended again.
 */
class ClusterStreamReplacedTest {

    @RegisterExtension
    static final ClusterProduct cluster =
            ClusterProduct.of(2).overRedisProxies().perClass();

    private final String auction = cluster.node(1).newAuction() + "-replaced";
    private final Viewer viewer = cluster.node(1)
            .viewerOverProxy(ClientKind.DEFAULT)
            .with(target -> target.reconnecting())
            .joins(auction);
    private final Viewer ofSecond = cluster.node(2).viewer().joins(auction).sees(2);

    @BeforeEach
    void onlyTheFirstServerReadsTheNewestEvent() {
        publishes(0);
        viewer.receivesNumbers("n", 1);
        ofSecond.receivesNumbers("n", 1);
        TcpProxy toSecond = cluster.redisProxy(2);
        toSecond.stopForwarding();
        publishes(1);
        viewer.receivesNumbers("n", 2);
        losesTheNewestEvent();
        toSecond.cut();
        toSecond.resumeForwarding();
        toSecond.restore();
    }

    private void publishes(int number) {
        cluster.node(1).internalApi().publishes(auction, "n", Json.number(number));
    }

    private static void losesTheNewestEvent() {
        assertThat(script("local newest = redis.call('xrevrange', KEYS[1], '+', '-', 'COUNT', 2)"
                        + " redis.call('set', 'lost', newest[1][2][2]) redis.call('xdel', KEYS[1], newest[1][1])"
                        + " redis.call('xsetid', KEYS[1], newest[2][1]) return 1"))
                .isEqualTo(":1");
    }

    private static void itIsAppendedAgain() {
        assertThat(script("redis.call('xadd', KEYS[1], '*', 'm', redis.call('get', 'lost')) return 1"))
                .isEqualTo(":1");
    }

    private static String script(String lua) {
        return cluster.redis().command("EVAL \"" + lua + "\" 1 turnout:events");
    }

    private void receivesTheNextEventAndNoneTwice() {
        eventually(() -> assertThat(cluster.node(2).internalApi().publishes(auction, "n", Json.number(2)))
                .isEqualTo(2));
        viewer.receivesNumbers("n", 3);
    }

    private List<Boolean> recovered() {
        return viewer.client().all(Kind.CONNECT).stream()
                .map(connect -> connect.args().get(0).booleanValue())
                .toList();
    }

    @Test
    void aSessionThatMovesAfterwardsBeginsAnew() {
        itIsAppendedAgain();
        ofSecond.receivesNumbers("n", 2);
        viewer.proxy().redirect(cluster.node(2).socketServer().port());
        viewer.losesItsConnection();
        receivesTheNextEventAndNoneTwice();
        assertThat(recovered()).containsExactly(false, false);
    }

    @Test
    void aSessionThatHasMovedBeginsAnewWhenTheServerReadsAnotherEventInPlaceOfItsNewestOne() {
        viewer.continuesAt(cluster.node(2).socketServer().port());
        itIsAppendedAgain();
        eventually(() -> assertThat(cluster.node(2)
                        .socketServer()
                        .metric("turnout_engine_closed_total{reason=\"event log replaced\"}"))
                .isEqualTo(1));
        receivesTheNextEventAndNoneTwice();
        assertThat(recovered()).containsExactly(false, true, false);
    }
}
