package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.ServerProcess;
import dev.turnout.acceptance.kit.Viewer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, metrics, logs and stopping. */
class OperationsTest {

    @RegisterExtension
    final Product product = Product.withBothServers().shortMinutes();

    private ServerProcess server(String name) {
        return name.equals("backend-api") ? product.backendApi() : product.socketServer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void bothServersHaveHealthAndMetrics(String name) {
        ServerProcess server = server(name);
        assertThat(server.http().get("/health/live").status()).isEqualTo(200);
        assertThat(server.http().get("/health/ready").status()).isEqualTo(200);
        assertThat(server.http().get("/metrics").body()).contains("# HELP turnout_", "# TYPE turnout_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void monitorsMayUseHead(String name) {
        assertThat(server(name).http().send("HEAD", "/health/ready", "").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void everyLogLineIsKeyValue(String name) {
        ServerProcess server = server(name);
        server.terminate();
        assertThat(server.log().lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line).matches("time=\\S+ level=[A-Z]+ thread=\"[^\"]*\" logger=\\S+ .*msg=\".*"));
    }

    @Test
    void theLogHasNoPayloadKeyOrAddress() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer()
                .withQuery("name", "SecretName")
                .withQuery("viewerId", "SecretViewer")
                .joins(auction);
        product.internalApi().publishes(auction, "n", Json.of("'SecretPayload'"));
        viewer.leaves();
        product.socketServer().terminate();
        assertThat(product.socketServer().log())
                .doesNotContain("SecretName", "SecretViewer", "SecretPayload", Product.KEY)
                .doesNotContainPattern("127\\.0\\.0\\.1:\\d+ ");
    }

    @Test
    void aStopClosesTheSessionsAndSendsThePartialMinute() {
        Product own = product.another(Product.withFakeBackend());
        String auction = own.newAuction();
        List<Viewer> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            crowd.add(own.viewer().joins(auction));
        }
        assertThat(own.socketServer().terminate()).isZero();
        crowd.forEach(viewer -> assertThat(viewer.disconnectReason()).isIn("transport close", "transport error"));
        List<JsonNode> minutes = own.fakeBackend().accepted(auction);
        assertThat(minutes).as("two when the crowd came while a minute ended").hasSizeBetween(1, 2);
        assertThat(minutes.stream()
                        .mapToInt(minute -> minute.path("joins").asInt())
                        .sum())
                .isEqualTo(20);
    }

    @Test
    void whileStoppingItIsNotReadyAndTakesNoNewSessions() {
        Product own = product.another(Product.withFakeBackend().socket("SHUTDOWN_SPREAD", "10s"));
        String auction = own.newAuction();
        for (int i = 0; i < 100; i++) {
            own.viewer().joins(auction);
        }
        own.socketServer().beginTermination();
        eventually(
                () -> assertThat(own.socketServer().http().get("/health/ready").status())
                        .isEqualTo(503));
        assertThat(own.socketServer()
                        .http()
                        .get("/auction/?EIO=4&transport=polling&slug=auction-" + auction)
                        .status())
                .isEqualTo(503);
        own.socketServer().kill();
    }

    @Test
    void aViewerReconnectsAfterARestartAndIsCountedOnce() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer()
                .with(target -> target.reconnecting())
                .joins(auction)
                .sees(1);
        product.socketServer().kill();
        product.socketServer().restart();
        eventually(() -> assertThat(product.internalApi().count(auction)).isEqualTo(1));
        viewer.sees(1);
    }

    @Test
    void aLimitOfOpenFilesBelowTheConnectionsIsAWarningWithTheCommand() {
        Product own = product.another(
                Product.withBothServers().socket("MAX_CONNECTIONS", "99000000").backend("MAX_CONNECTIONS", "99000001"));
        assertThat(own.socketServer().log())
                .contains("level=WARN", "too few for 99000000 connections", "ulimit -n 99000500");
        assertThat(own.backendApi().log())
                .contains("level=WARN", "too few for 99000001 connections", "ulimit -n 99000501");
    }
}
