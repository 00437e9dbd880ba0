package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.AllClients;
import dev.turnout.acceptance.kit.HttpViewer;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Viewers, sections and the list of viewers, with viewers counted instead of sessions. */
class PresenceTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend()
            .shortMinutes()
            .socket("CONNECTIONS_PER_ADDRESS", "0")
            .socket("COUNT_BY", "viewers");

    @AllClients
    void aViewerIsCountedOnceOverTabsAndLeavesWithTheLastOne(ClientKind client) {
        String auction = product.newAuction();
        Viewer watcher = product.viewer().joins(auction).sees(1);
        Viewer tab =
                product.viewer(client).withQuery("viewerId", "7").joins(auction).sees(2);
        Viewer other =
                product.viewer(client).withQuery("viewerId", "7").joins(auction).sees(2);
        HttpViewer withoutSocket = product.httpViewer();
        withoutSocket.join(auction, "{\"viewerId\":\"7\"}");
        tab.leaves();
        other.sees(2).leaves();
        assertThat(withoutSocket.heartbeat().json().path("currentViewers").asInt())
                .isEqualTo(2);
        withoutSocket.leave();
        watcher.sees(1);
        assertThat(watcher.counts()).allMatch(count -> count.intValue() <= 2);
    }

    @Test
    void aViewerWhoReloads100TimesIsOneUniqueViewer() {
        String auction = product.newAuction();
        product.viewer().joins(auction).sees(1);
        for (int i = 0; i < 100; i++) {
            product.viewer().withQuery("viewerId", "7").joins(auction).leaves();
        }
        assertThat(product.internalApi().room(auction).path("unique").asInt()).isEqualTo(2);
    }

    @Test
    void presenceOfOneViewerIsNotBroadcast() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction);
        Viewer viewer = product.viewer().joins(auction);
        witness.sees(2);
        for (int i = 0; i < 20; i++) {
            viewer.emitsForAck("presence", Json.of("{'section':'lot-" + i + "','name':'Ann " + i + "'}"));
        }
        product.internalApi().publishes(auction, "last", Json.of("{}"));
        witness.receives("last", Json.of("{}"));
        assertThat(witness.client().all(Observation.Kind.EVENT))
                .extracting(Observation::name)
                .containsOnly("viewerCountUpdate", "last");
    }

    @AllClients
    void statisticsGoToASessionThatAskedAndFollowTheSections(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = product.viewer(client).withQuery("stats", "1").joins(auction);
        assertThat(viewer.emitsForAck("presence", Json.of("{'section':'lot-1'}")))
                .isEqualTo(Json.of("{'ok':true}"));
        viewer.receives("viewerStats", Json.of("{'current':1,'peak':1,'unique':1,'sections':{'lot-1':1}}"));
        assertThat(viewer.emitsForAck("presence", Json.of("{'section':'lot-2'}")))
                .isEqualTo(Json.of("{'ok':true}"));
        viewer.receives("viewerStats", Json.of("{'current':1,'peak':1,'unique':1,'sections':{'lot-2':1}}"));
    }

    @Test
    void theSectionsAddUpToTheSessionsThatNamedOneWhileTheyMoveAndAreInSnapshots() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().withQuery("stats", "1").joins(auction);
        product.viewer().withQuery("section", "lot-0").joins(auction);
        product.httpViewer().join(auction, "{\"section\":\"lot-0\"}");
        Viewer mover = product.viewer().withQuery("section", "lot-0").joins(auction);
        witness.sees(4).receives("viewerStats", Json.of("{'current':4,'peak':4,'unique':4,'sections':{'lot-0':3}}"));
        int before = witness.payloads("viewerStats").size();
        for (int i = 1; i <= 30; i++) {
            mover.emitsForAck("presence", Json.of("{'section':'lot-" + i % 4 + "'}"));
        }
        witness.receives("viewerStats", Json.of("{'current':4,'peak':4,'unique':4,'sections':{'lot-0':2,'lot-2':1}}"));
        List<JsonNode> stats = witness.payloads("viewerStats");
        assertThat(stats.subList(before, stats.size()))
                .allSatisfy(each ->
                        assertThat(sumOf(each.path("sections"))).as("%s", each).isEqualTo(3));

        eventually(() -> {
            List<JsonNode> minutes = product.fakeBackend().accepted(auction);
            assertThat(minutes).isNotEmpty();
            assertThat(minutes.get(minutes.size() - 1).path("sections")).isEqualTo(Json.of("{'lot-0':2,'lot-2':1}"));
        });
    }

    private static int sumOf(JsonNode sections) {
        int sum = 0;
        for (JsonNode sessions : sections) {
            sum += sessions.intValue();
        }
        return sum;
    }

    @Test
    void aSessionThatChangesItsPresenceFasterThanThePacketLimitEndsAndNobodyElseDoes() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction);
        Viewer restless = product.viewer().joins(auction);
        witness.sees(2);
        for (int i = 0; i < 200; i++) {
            restless.emits("presence", Json.of("{'name':'Ann " + i + "','section':'lot-" + i + "'}"));
        }
        eventually(() -> assertThat(restless.isDisconnected()).isTrue());
        witness.sees(1);
        assertThat(witness.isDisconnected()).isFalse();
        assertThat(witness.emitsForAck("viewers").path("viewers")).isEmpty();
    }

    @AllClients
    void theListShowsNamedViewersNewestFirstAndNoAnonymousOne(ClientKind client) {
        String auction = product.newAuction();
        Viewer ann = product.viewer(client)
                .withQuery("name", "A\u202en\u0007n")
                .joins(auction)
                .sees(1);
        product.viewer(client)
                .withQuery("name", "Bob")
                .withQuery("avatar", "javascript:alert(1)")
                .joins(auction)
                .sees(2);
        product.viewer(client)
                .withQuery("name", "Eve")
                .withQuery("anonymous", "true")
                .joins(auction)
                .sees(3);

        JsonNode answer = ann.emitsForAck("viewers");
        assertThat(answer.path("current").intValue()).isEqualTo(3);
        assertThat(answer.path("viewers").findValuesAsText("name")).isEqualTo(List.of("Bob", "Ann"));
        assertThat(answer.path("viewers").get(0).path("avatar").isNull()).isTrue();
    }

    @Test
    void badPresenceIsAnErrorAndListsNothing() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction);
        for (String bad : List.of("{'section':'__proto__'}", "{'avatar':'javascript:x'}", "{'name':7}", "[]")) {
            JsonNode answer = viewer.emitsForAck("presence", Json.of(bad));
            assertThat(answer.path("ok").booleanValue()).isFalse();
            assertThat(answer.path("error").textValue()).isNotEmpty();
        }
        assertThat(viewer.emitsForAck("viewers").path("viewers").size()).isZero();
    }

    @Test
    void aReloadedTabReplacesTheSessionBeforeIt() {
        String auction = product.newAuction();
        Viewer before =
                product.viewer().withQuery("tab", "tab-of-ann").joins(auction).sees(1);
        Viewer after =
                product.viewer().withQuery("tab", "tab-of-ann").joins(auction).sees(1);
        eventually(() -> assertThat(before.isDisconnected()).isTrue());
        after.sees(1);
    }
}
