package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.turnout.acceptance.kit.JarRun;
import dev.turnout.acceptance.kit.Product;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The jar of backend-api with MongoDB, against a server that speaks its wire protocol; and a copy out of it. */
class MongoDatabaseTest {

    private static final MongoServer server = new MongoServer(new MemoryBackend());
    private static final String URL = "mongodb://127.0.0.1:" + server.bind().getPort() + "/auctions";

    @RegisterExtension
    static final Product product = Product.withBothServers().shortMinutes().backend("DATABASE_URL", URL);

    @AfterAll
    static void stop() {
        server.shutdownNow();
    }

    @Test
    void minutesAreStoredAndCopiedIntoAFile() {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        product.viewer().joins(auction).sees(1);
        eventually(() -> {
            JsonNode answer = product.admin().analytics(auction, "timeRange=all");
            assertThat(answer.path("snapshots").size()).isPositive();
            assertThat(answer.path("summary").path("overallPeak").asInt()).isEqualTo(1);
        });
        product.socketServer().terminate();
        product.backendApi().terminate();

        String target = "sqlite:" + product.dataDirectory("copy").resolve("backend-api.db");
        JarRun copy = JarRun.of("backend-api", Map.of(), "migrate", "--from", URL, "--to", target);
        assertThat(copy.exitCode()).as(copy.output()).isZero();
        assertThat(copy.output()).contains(auction + " copied, ").contains("Copied and verified: 1 auctions");
        JarRun again = JarRun.of("backend-api", Map.of(), "migrate", "--from", URL, "--to", target);
        assertThat(again.output()).contains(auction + " unchanged, ").contains("(1 of them were there)");
    }
}
