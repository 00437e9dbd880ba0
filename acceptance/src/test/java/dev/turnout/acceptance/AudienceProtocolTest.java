package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.acceptance.kit.AllClients;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.Chromium;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.raw.RawWebSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Socket.IO protocol at {@code /auction/}, with every supported client. */
@Order(2)
class AudienceProtocolTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend()
            .socket("ALLOWED_ORIGIN", Chromium.shared().origin())
            .socket("PING_INTERVAL", "2s")
            .socket("PING_TIMEOUT", "2s");

    // ---- joining and the count

    @AllClients
    void aSessionIsCountedAtOnceAndReceivesTheCountAsANumber(ClientKind client) {
        String auction = product.newAuction();
        Viewer first = product.viewer(client).joins(auction).sees(1);
        Viewer second = product.viewer(client).joins(auction).sees(2);
        first.sees(2);
        second.leaves();
        first.sees(1);
        assertThat(first.counts()).allMatch(JsonNode::isIntegralNumber);
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#inBrowsers")
    void aPageOfAnotherOriginConnectsWithCredentials(ClientKind client) {
        String auction = product.newAuction();
        Target target = Target.of(product.socketServer().port(), "/auction/").query("slug", "auction-" + auction);
        RealClient page = Chromium.shared().open(client, target);
        product.closeAfterTest(() -> Chromium.shared().closeTabOf(page));
        page.connected().receives("viewerCountUpdate", Json.number(1));
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#inBrowsers")
    void aClosedTabHasLeft(ClientKind client) {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction);
        Target target = Target.of(product.socketServer().port(), "/auction/").query("slug", "auction-" + auction);
        RealClient page = Chromium.shared().open(client, target).connected();
        witness.sees(2);
        Chromium.shared().closeTabOf(page);
        witness.sees(1);
    }

    @Test
    void auctionsAreCountedSeparately() {
        String one = product.newAuction();
        String other = product.newAuction();
        Viewer viewer = product.viewer().joins(one).sees(1);
        product.viewer().joins(other).sees(1);
        product.viewer().joins(other).sees(2);
        viewer.sees(1);
        assertThat(viewer.counts()).doesNotContain(Json.number(2));
    }

    // ---- refusals

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#ofRevision4")
    void aMissingSlugIsAConnectErrorThatStatesWhy(ClientKind client) {
        assertThat(product.viewer(client).connects("").connectError()).contains("slug is missing");
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#ofRevision3")
    void aMissingSlugIsAnErrorThatStatesWhyForClientsOf2(ClientKind client) {
        assertThat(product.viewer(client).connects("").connectError()).contains("slug is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "auction-", "auction-a b", "auction-ä", "auction-a/b", "Auction-1"})
    void anInvalidSlugIsAConnectErrorThatStatesTheRule(String slug) {
        assertThat(product.viewer().connects(slug).connectError()).contains("slug must be auction-<id>");
    }

    @Test
    void anIdOf64CharactersIsValidAndOneOf65IsNot() {
        product.viewer().joins("x".repeat(64)).sees(1);
        assertThat(product.viewer().connects("auction-" + "x".repeat(65)).connectError())
                .contains("slug must be");
    }

    @Test
    void nothingIsCountedBeforeAValidConnect() {
        String auction = product.newAuction();
        int port = product.socketServer().port();
        String target = "/auction/?EIO=4&transport=websocket&slug=auction-" + auction;
        try (RawWebSocket socket = RawWebSocket.open(port, target)) {
            assertThat(socket.text()).startsWith("0{");
            assertThat(product.internalApi().room(auction).isMissingNode()).isTrue();
            socket.send("40");
            assertThat(socket.text()).startsWith("40{\"sid\":");
            eventually(() -> assertThat(product.internalApi().count(auction)).isEqualTo(1));
        }
        eventually(() -> assertThat(product.internalApi().count(auction)).isZero());
    }

    // ---- events

    @AllClients
    void anEventThatTheBackendPublishesArrivesAsPublished(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = product.viewer(client).joins(auction);
        JsonNode player = Json.of("{'player':'Zoë 🎉','price':1200,'tags':[1,null,true,1.5]}");
        assertThat(product.internalApi().publishes(auction, "playerBiddingUpdate", player))
                .isEqualTo(1);
        assertThat(product.internalApi().publishes(auction, "any other name", Json.of("'sold'")))
                .isEqualTo(1);
        viewer.receives("playerBiddingUpdate", player).receives("any other name", Json.of("'sold'"));
    }

    /** As event data in both directions: an ack to an event with such a key shows that the session continues. */
    @AllClients
    void anEventWithHalfASurrogatePairAsKeyAndValueArrives(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = product.viewer(client).joins(auction);
        Http.Answer answer = product.internalApi()
                .http()
                .post(
                        "/api/v1/auctions/" + auction + "/events",
                        "{\"event\":\"odd\",\"data\":{\"\\ud83d\":\"\\ude00\"}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        product.internalApi().publishes(auction, "after", Json.of("'odd'"));
        viewer.receives("after", Json.of("'odd'"));
        JsonNode odd = JsonNodeFactory.instance.objectNode().put("\ud83d", "\ude00");
        assertThat(viewer.payloads("odd")).containsExactly(odd);
        assertThat(viewer.emitsForAck("presence", odd).path("ok").asBoolean()).isTrue();
        assertThat(viewer.isDisconnected()).isFalse();
    }

    @AllClients
    void aHeartbeatIsAnsweredWithAnEventAndAnAck(ClientKind client) {
        Viewer viewer = product.viewer(client).joins(product.newAuction());
        viewer.emits("heartbeat");
        eventually(() -> assertThat(viewer.client().events("heartbeat-ack")).hasSize(1));
        viewer.emitsForAck("heartbeat");
        eventually(() -> assertThat(viewer.client().events("heartbeat-ack")).hasSize(2));
    }

    /** One for each viewer and half a minute would soon displace the events that are worth recovering. */
    @AllClients
    void anAnswerToAHeartbeatIsNotKeptForRecovery(ClientKind client) {
        Viewer viewer = product.viewer(client).joins(product.newAuction());
        viewer.emits("heartbeat");
        eventually(() -> assertThat(viewer.client().events("heartbeat-ack")).hasSize(1));
        assertThat(viewer.client().events("heartbeat-ack").get(0)).noneMatch(JsonNode::isTextual);
    }

    /** A session whose pings are not answered ends after 2 s + 2 s. */
    @Test
    void everyClientStaysWhileItsConnectionLives() {
        String auction = product.newAuction();
        List<Viewer> viewers = ClientKind.all()
                .map(client -> product.viewerOverProxy(client).joins(auction))
                .toList();
        List<Long> before =
                viewers.stream().map(viewer -> viewer.proxy().transfers()).toList();
        eventually(Duration.ofSeconds(40), () -> {
            for (int i = 0; i < before.size(); i++) {
                assertThat(viewers.get(i).proxy().transfers()).isGreaterThan(before.get(i) + 8);
            }
        });
        assertThat(viewers).noneMatch(Viewer::isDisconnected);
        assertThat(product.internalApi().count(auction)).isEqualTo(viewers.size());
    }

    @Test
    void aSilentConnectionIsDroppedAfterPingIntervalAndTimeout() {
        String auction = product.newAuction();
        Viewer witness = product.viewer().joins(auction);
        Viewer silent = product.viewerOverProxy(ClientKind.DEFAULT).joins(auction);
        witness.sees(2);
        silent.proxy().stopForwarding();
        witness.sees(1);
    }

    // ---- statistics, presence, viewer list

    @Test
    void statisticsAreSentToSessionsThatRequestThem() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().withQuery("stats", "1").joins(auction);
        eventually(() -> {
            assertThat(viewer.payloads("viewerStats")).isNotEmpty();
            JsonNode stats = viewer.payloads("viewerStats").get(0);
            assertThat(stats.path("current").asInt()).isEqualTo(1);
            assertThat(stats.path("peak").asInt()).isEqualTo(1);
            assertThat(stats.path("unique").asInt()).isEqualTo(1);
            assertThat(stats.path("sections").isObject()).isTrue();
        });
    }

    @Test
    void statisticsAreNotSentToOtherSessions() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction).sees(1);
        product.viewer().withQuery("stats", "1").joins(auction).sees(2);
        viewer.sees(2);
        assertThat(viewer.payloads("viewerStats")).isEmpty();
    }

    @Test
    void presenceIsAcknowledgedAndItsErrorsAreNamed() {
        Viewer viewer = product.viewer().joins(product.newAuction());
        assertThat(viewer.emitsForAck("presence", Json.of("{'section':'lot-7','name':'Ann'}")))
                .isEqualTo(Json.of("{'ok':true}"));
        JsonNode refused = viewer.emitsForAck("presence", Json.of("{'section':7}"));
        assertThat(refused.path("ok").asBoolean(true)).isFalse();
        assertThat(refused.path("error").asText()).contains("section");
    }

    @Test
    void theViewerListNamesTheNewestFirstAndLeavesOutTheAnonymous() {
        String auction = product.newAuction();
        product.viewer().withQuery("name", "Ann").joins(auction);
        product.viewer().withQuery("name", "Zed").joins(auction).emitsForAck("presence", Json.of("{'anonymous':true}"));
        Viewer viewer = product.viewer().withQuery("name", "Bob").joins(auction);
        JsonNode list = viewer.emitsForAck("viewers");
        assertThat(list.path("current").asInt()).isEqualTo(3);
        assertThat(list.path("viewers").findValuesAsText("name")).containsExactly("Bob", "Ann");
        assertThat(list.path("viewers").path(0).has("since")).isTrue();
    }

    // ---- identity

    @Test
    void sessionsWithOneViewerKeyAreOneViewerWhenViewersAreCounted() {
        Product byViewers = product.another(Product.withFakeBackend().socket("COUNT_BY", "viewers"));
        String auction = byViewers.newAuction();
        assertThat(byViewers.starts()).isTrue();
        Viewer first =
                byViewers.viewer().withQuery("viewerId", "42").joins(auction).sees(1);
        Viewer second =
                byViewers.viewer().with(t -> t.auth(Json.of("{'viewerId':42}"))).joins(auction);
        Viewer third = byViewers.viewer().joins(auction).sees(2);
        first.leaves();
        third.sees(2);
        second.leaves();
        third.sees(1);
    }

    @Test
    void withAJwtSecretAnInvalidTokenIsAConnectError() {
        Product signed = product.another(
                Product.withFakeBackend().socket("VIEWER_JWT_SECRET", "0123456789abcdef0123456789abcdef"));
        assertThat(signed.starts()).isTrue();
        String auction = signed.newAuction();
        signed.viewer().joins(auction).sees(1);
        String error = signed.viewer()
                .with(t -> t.auth(Json.of("{'token':'not.a.token'}")))
                .connects("auction-" + auction)
                .connectError();
        assertThat(error).contains("token");
    }

    // ---- hidden tabs

    @Test
    void aClientOf2WhosePingTimerIsThrottledStays() {
        String auction = product.newAuction();
        int port = product.socketServer().port();
        String target = "/auction/?EIO=3&transport=websocket&slug=auction-" + auction;
        Viewer witness = product.viewer().joins(auction);
        try (RawWebSocket hidden = RawWebSocket.open(port, target)) {
            hidden.text();
            hidden.text();
            witness.sees(2);
            // The browser's network stack answers WebSocket pings while the page's timers are throttled.
            for (int halfSeconds = 0; halfSeconds < 18; halfSeconds++) {
                assertThatCode(() -> hidden.answerPings(Duration.ofMillis(500))).doesNotThrowAnyException();
            }
            assertThat(product.internalApi().count(auction)).isEqualTo(2);
        }
    }
}
