package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.AllClients;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lobby with every supported client: answers, changes, status updates and the bound on a list. */
@Order(2)
class LobbyClientsTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend().socket("CONNECTIONS_PER_ADDRESS", "0");

    @AllClients
    void theAnswerHasTheCountsAndChangesFollow(ClientKind client) {
        String watched = product.newAuction();
        String empty = product.newAuction();
        product.viewer().joins(watched).sees(1);
        Viewer lobby = product.viewer(client).entersLobby();

        assertThat(lobby.emitsForAck("watchCounts", Json.of("['" + watched + "','" + empty + "']")))
                .isEqualTo(Json.of("{'" + watched + "':1,'" + empty + "':0}"));
        Viewer second = product.viewer().joins(watched).sees(2);
        lobby.receives("viewerCounts", Json.of("{'" + watched + "':2}"));
        second.leaves();
        lobby.receives("viewerCounts", Json.of("{'" + watched + "':1}"));
    }

    @AllClients
    void aStatusUpdateArrivesWithTheId(ClientKind client) {
        String auction = product.newAuction();
        Viewer lobby = product.viewer(client).entersLobby();
        assertThat(lobby.emitsForAck("watchCounts", Json.of("['" + auction + "']"))
                        .size())
                .isEqualTo(1);
        product.internalApi().publishes(auction, "auctionStatusUpdate", Json.of("{'isLive':true}"));
        eventually(() -> assertThat(lobby.payloads("auctionStatusUpdate"))
                .containsExactly(Json.of("{'id':'" + auction + "','isLive':true}")));
    }

    @AllClients
    void aSessionWithASlugGetsWhatIsPublishedThereAndIsNotCounted(ClientKind client) {
        String auction = product.newAuction();
        Viewer lobby =
                product.viewer(client).withQuery("slug", "auction-" + auction).entersLobby();
        lobby.emitsForAck("watchCounts", Json.of("['" + auction + "']"));
        Viewer viewer = product.viewer().joins(auction).sees(1);
        assertThat(product.internalApi().publishes(auction, "playerBiddingUpdate", Json.of("{'name':'A'}")))
                .isEqualTo(1);
        product.internalApi().publishes(product.newAuction(), "playerBiddingUpdate", Json.of("{'name':'B'}"));
        product.internalApi().publishes(auction, "auctionStatusUpdate", Json.of("{'isLive':true}"));
        product.internalApi().publishes(auction, "playerSoldUpdate", Json.of("'A is sold'"));

        lobby.receives("playerSoldUpdate", Json.of("'A is sold'"));
        assertThat(lobby.payloads("playerBiddingUpdate")).containsExactly(Json.of("{'name':'A'}"));
        assertThat(lobby.payloads("auctionStatusUpdate"))
                .containsExactly(Json.of("{'id':'" + auction + "','isLive':true}"));
        assertThat(viewer.counts()).allMatch(count -> count.intValue() == 1);
    }

    @Test
    void aMalformedSlugIsRefused() {
        assertThat(product.viewer()
                        .withQuery("slug", "auction-a b")
                        .connectsToLobby()
                        .connectError())
                .contains("slug must be auction-<id>");
    }

    @AllClients
    void aListThatIsTooLongIsAnError(ClientKind client) {
        Viewer lobby = product.viewer(client).entersLobby();
        var ids = Json.of("[" + "'a',".repeat(500) + "'b']");
        assertThat(lobby.emitsForAck("watchCounts", ids).path("error").asText()).contains("at most 500");
    }
}
