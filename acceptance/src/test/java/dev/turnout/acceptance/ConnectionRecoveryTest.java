package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.NotYet;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation.Kind;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connection state recovery with the unmodified clients that support it. */
class ConnectionRecoveryTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend();

    private static Viewer reconnecting(ClientKind client, String auction) {
        return product.viewerOverProxy(client)
                .with(target -> target.reconnecting())
                .joins(auction);
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#recovering")
    @NotYet("connection state recovery with the same id and each missed event once")
    void aClientThatLostItsConnectionRecoversAndMissesNothing(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = reconnecting(client, auction);
        for (int i = 0; i < 5; i++) {
            product.internalApi().publishes(auction, "n", Json.number(i));
        }
        viewer.receivesNumbers("n", 5);
        viewer.proxy().cut();
        for (int i = 5; i < 10; i++) {
            product.internalApi().publishes(auction, "n", Json.number(i));
        }
        viewer.proxy().restore();
        assertThat(viewer.client().reconnectedAndRecovered()).isTrue();
        assertThat(viewer.client().all(Kind.CONNECT).get(1).name())
                .isEqualTo(viewer.client().id());
        viewer.receivesNumbers("n", 10);
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#recovering")
    @NotYet("a recovered session is the same viewer in unique counts")
    void aRecoveredSessionStaysTheSameViewerAndIsCountedOnce(ClientKind client) {
        String auction = product.newAuction();
        product.viewer().joins(auction);
        Viewer viewer = reconnecting(client, auction).sees(2);
        product.internalApi().publishes(auction, "n", Json.number(0));
        viewer.receives("n", Json.number(0));
        viewer.losesItsConnection();
        viewer.client().reconnectedAndRecovered();
        eventually(() -> assertThat(product.internalApi().count(auction)).isEqualTo(2));
        JsonNode room = product.internalApi().room(auction);
        assertThat(room.path("unique")).isEqualTo(Json.number(2));
        assertThat(room.path("peak")).isEqualTo(Json.number(2));
    }
}
