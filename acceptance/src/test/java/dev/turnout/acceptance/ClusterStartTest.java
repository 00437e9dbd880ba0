package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.ServerProcess;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server finds that starts in a running cluster. */
class ClusterStartTest {

    private static final String OLD_EVENT =
            "{\"v\":1,\"from\":\"earlier\",\"n\":1,\"auction\":\"old\",\"event\":\"n\"}";

    @RegisterExtension
    final ClusterProduct cluster = ClusterProduct.of(2);

    @AfterEach
    void stop() {
        cluster.stop();
    }

    @Test
    void aServerWithOtherSettingsIsNamedInTheLogsOfTheOthers() {
        ServerProcess one = cluster.node(1).socketServer();
        assertThat(one.log()).doesNotContain("has other settings");
        ServerProcess other = cluster.node(2).socketServer();
        other.setting("SNAPSHOT_INTERVAL", "20s");
        other.restart();
        eventually(
                () -> assertThat(one.log())
                        .containsPattern(
                                "level=WARN .*own=\"COUNT_BY=sessions SAMPLE_INTERVAL=5000ms SNAPSHOT_INTERVAL=60000ms\""
                                        + " other=\"[^\"]*SNAPSHOT_INTERVAL=20000ms\" msg=\"a server of the cluster has other settings"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatHasJustStartedContinuesTheSessionsOfOneThatIsKilled(boolean hasPublished) {
        if (hasPublished) {
            assertThat(cluster.redis().command("XADD turnout:events 1-1 m '" + OLD_EVENT + "'"))
                    .startsWith("$");
        }
        String auction = cluster.node(1).newAuction() + "-quiet";
        Viewer viewer = cluster.node(1)
                .viewerOverProxy(ClientKind.DEFAULT)
                .with(target -> target.reconnecting())
                .joins(auction)
                .sees(1);
        ServerProcess survivor = cluster.node(2).socketServer();
        survivor.restart();
        long compared = cluster.redis().calls("xrevrange");
        // Both servers have compared the end of the stream with what they have read.
        eventually(() -> {
            assertThat(survivor.metric("turnout_cluster_members")).isEqualTo(2);
            assertThat(cluster.redis().calls("xrevrange")).isGreaterThan(compared + 5);
        });

        cluster.node(1).socketServer().kill();
        viewer.continuesAt(survivor.port());
        cluster.node(2).internalApi().publishes(auction, "n", Json.number(0));
        viewer.receivesNumbers("n", 1);
        survivor.terminate();
        assertThat(survivor.log()).doesNotContain("the event stream of Redis is older", "already closed");
    }

    /** The first entry of a stream that was empty, and one of a later version, are positions like any other. */
    @ParameterizedTest
    @ValueSource(strings = {"FLUSHALL", "XADD turnout:events * m later"})
    void aSessionOfAServerThatStartedAtAnEntryThatIsNoEventIsContinued(String command) {
        String auction = cluster.node(1).newAuction() + "-entry";
        assertThat(cluster.redis().command(command)).isNotEmpty();
        ServerProcess started = cluster.node(2).socketServer();
        started.restart();
        eventually(() -> assertThat(started.metric("turnout_cluster_members")).isEqualTo(2));
        Viewer viewer = cluster.node(2)
                .viewerOverProxy(ClientKind.DEFAULT)
                .with(target -> target.reconnecting())
                .joins(auction);
        viewer.continuesAt(cluster.node(1).socketServer().port());
        cluster.node(1).internalApi().publishes(auction, "n", Json.number(0));
        viewer.receivesNumbers("n", 1);
    }
}
