package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lobby at {@code /socket/}: counts of many auctions over one connection that is not counted. */
class LobbyTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend();

    @Test
    void theLobbySendsTheCountsOfTheWatchedAuctionsAndIsNotCounted() {
        assertThat(product.socketServer()
                        .http()
                        .get("/socket/?EIO=4&transport=polling")
                        .status())
                .isEqualTo(200);
        String one = product.newAuction();
        String other = product.newAuction();
        Viewer lobby = product.viewer().entersLobby();
        JsonNode counts = lobby.emitsForAck("watchCounts", Json.of("['" + one + "','" + other + "']"));
        assertThat(counts).isEqualTo(Json.of("{'" + one + "':0,'" + other + "':0}"));
        product.viewer().joins(one).sees(1);
        lobby.receives("viewerCounts", Json.of("{'" + one + "':1}"));
        assertThat(product.internalApi().count(one)).isEqualTo(1);
    }
}
