package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
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

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#recovering")
    void closingTheEngineIsRecoveredFromAsALostConnectionIs(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = reconnecting(client, auction);
        product.internalApi().publishes(auction, "n", Json.number(0));
        viewer.receivesNumbers("n", 1);
        viewer.client().closeEngine();
        product.internalApi().publishes(auction, "n", Json.number(1));
        assertThat(viewer.client().reconnectedAndRecovered()).isTrue();
        viewer.receivesNumbers("n", 2);
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#recovering")
    void recoveriesAreCounted(ClientKind client) {
        String auction = product.newAuction();
        Viewer viewer = reconnecting(client, auction);
        double before = product.socketServer().metric("turnout_engine_recovered_total");
        viewer.losesItsConnection();
        assertThat(viewer.client().reconnectedAndRecovered())
                .as("without having received an event")
                .isTrue();
        eventually(() -> assertThat(product.socketServer().metric("turnout_engine_recovered_total"))
                .isGreaterThan(before));
    }
}
