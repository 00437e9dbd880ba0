package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.AllClients;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.NotYet;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Socket.IO protocol at {@code /auction/}, with every supported client. */
class AudienceProtocolTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend().socket("CONNECTIONS_PER_ADDRESS", "0");

    @AllClients
    void aSessionIsCountedAtOnceAndReceivesTheCountAsANumber(ClientKind client) {
        String auction = product.newAuction();
        Viewer first = product.viewer(client).joins(auction).sees(1);
        Viewer second = product.viewer(client).joins(auction).sees(2);
        first.sees(2);
        second.leaves();
        first.sees(1);
    }

    @AllClients
    void anEventThatTheBackendPublishesArrivesAsPublished(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = product.viewer(client).joins(auction);
        var player = Json.of("{'player':'Zoë 🎉','price':1200,'tags':[1,null,true]}");
        assertThat(product.internalApi().publishes(auction, "playerBiddingUpdate", player))
                .isEqualTo(1);
        viewer.receives("playerBiddingUpdate", player);
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#ofRevision4")
    void aMissingSlugIsAConnectErrorThatStatesWhy(ClientKind client) {
        assertThat(product.viewer(client).connects("").connectError()).contains("slug is missing");
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#ofRevision3")
    @NotYet("a 2.x client gets the message of a connect error as a string")
    void aMissingSlugIsAnErrorThatStatesWhyForClientsOf2(ClientKind client) {
        assertThat(product.viewer(client).connects("").connectError()).contains("slug is missing");
    }

    @Test
    @NotYet("the viewer list")
    void theViewerListIsAnsweredThroughAnAck() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().withQuery("name", "Ann").joins(auction);
        assertThat(viewer.emitsForAck("viewers")
                        .path("viewers")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("Ann");
    }
}
