package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.HttpViewer;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code DELETE /api/v1/auctions/{id}/viewers/{viewerId}}: the sessions of one viewer end, on request for some time. */
class ViewerRemovalTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend();

    private final String auction = product.newAuction();
    private Viewer witness = product.viewer();

    @BeforeEach
    void joinAWitness() {
        witness = product.viewer().withQuery("viewerId", "8").joins(auction).sees(1);
    }

    private Viewer troll() {
        return product.viewer().withQuery("viewerId", "7");
    }

    private Http.Answer removes(String query) {
        return product.internalApi().http().delete("/api/v1/auctions/" + auction + "/viewers/7" + query);
    }

    @Test
    void allSessionsOfTheViewerEndAndNobodyElseIsDisturbed() {
        Viewer tab = troll().joins(auction);
        Viewer otherTab = troll().joins(auction).sees(3);
        HttpViewer withoutSocket = product.httpViewer();
        withoutSocket.join(auction, "{\"viewerId\":\"7\"}");
        String other = product.newAuction();
        Viewer elsewhere = troll().joins(other).sees(1);
        witness.sees(4);

        assertThat(removes("").json()).isEqualTo(Json.of("{'ended':3}"));
        witness.sees(1);
        eventually(() ->
                assertThat(tab.isDisconnected() && otherTab.isDisconnected()).isTrue());
        assertThat(withoutSocket.heartbeat().status()).isEqualTo(404);
        assertThat(witness.isDisconnected()).isFalse();
        elsewhere.sees(1);
        assertThat(elsewhere.isDisconnected()).isFalse();
        assertThat(removes("").json()).isEqualTo(Json.of("{'ended':0}"));
        troll().joins(auction).sees(2);
    }

    @Test
    void aBlockedViewerCannotReturnToThisAuctionByAnyTransport() {
        Viewer tab = troll().joins(auction).sees(2);
        assertThat(removes("?blockMinutes=1").json()).isEqualTo(Json.of("{'ended':1}"));
        eventually(() -> assertThat(tab.isDisconnected()).isTrue());
        witness.sees(1);

        assertThat(troll().connects("auction-" + auction).connectError()).contains("blocked");
        Http.Answer join =
                product.socketServer().http().post("/api/stream/" + auction + "/viewer/join", "{\"viewerId\":\"7\"}");
        assertThat(join.status()).isEqualTo(403);
        troll().joins(product.newAuction()).sees(1);
        product.viewer().withQuery("viewerId", "9").joins(auction).sees(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"google/123", "https://id.example/ann?a=1#b", "a+b c%41", "Zo\u00eb \uD83D\uDC36"})
    void anyViewerIdCanBeNamedInThePath(String viewerId) {
        Viewer viewer =
                product.viewer().withQuery("viewerId", viewerId).joins(auction).sees(2);
        String encoded = URLEncoder.encode(viewerId, StandardCharsets.UTF_8).replace("+", "%20");
        Http.Answer answer = product.internalApi().http().delete("/api/v1/auctions/" + auction + "/viewers/" + encoded);
        assertThat(answer.json()).isEqualTo(Json.of("{'ended':1}"));
        eventually(() -> assertThat(viewer.isDisconnected()).isTrue());
        witness.sees(1);
    }

    @Test
    void aLostConnectionIsNotRecoveredIntoABlock() {
        Viewer viewer = product.viewerOverProxy(ClientKind.DEFAULT)
                .withQuery("viewerId", "7")
                .with(target -> target.reconnecting())
                .joins(auction)
                .sees(2);
        viewer.proxy().cut();
        witness.sees(1);
        assertThat(removes("?blockMinutes=1").status()).isEqualTo(200);
        viewer.proxy().restore();
        assertThat(viewer.connectError()).isNotEmpty();
        assertThat(product.internalApi().count(auction)).isEqualTo(1);
    }

    @Test
    void badInputAndAMissingKeyEndNothing() {
        Viewer viewer = troll().joins(auction).sees(2);
        for (String bad : new String[] {"-1", "x", "1.5", "10081", "99999999999"}) {
            Http.Answer answer = removes("?blockMinutes=" + bad);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.json().path("message").asText()).contains("blockMinutes");
        }
        String path = "/api/v1/auctions/" + auction + "/viewers/7";
        assertThat(product.socketServer().http().delete(path).status()).isEqualTo(401);
        assertThat(product.internalApi()
                        .http()
                        .delete("/api/v1/auctions/a%20b/viewers/7")
                        .status())
                .isEqualTo(400);
        assertThat(viewer.isDisconnected()).isFalse();
        witness.sees(2);
    }
}
