package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.mongo.StandInMongo;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** backend-api with a DATABASE_URL of MongoDB, against a server that speaks its wire protocol. */
class MongoBackendTest {

    @Test
    void snapshotsSurviveAKilledDatabaseServerAndAreStoredOnce(@TempDir Path folder) throws IOException {
        try (StandInMongo server = new StandInMongo();
                Backend backend = new Backend(folder, "DATABASE_URL", server.newDatabase())) {
            backend.withAuction("123");
            String first = Backend.minute("2026-05-04T11:58:00Z", 10);
            String second = Backend.minute("2026-05-04T11:59:00Z", 21);
            assertThat(backend.snapshot("123", first).status()).isEqualTo(200);
            server.kill();

            Requests.Answer refused = backend.snapshot("123", second);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotNull();
            server.restart();

            assertThat(backend.snapshot("123", second).status()).isEqualTo(200);
            assertThat(backend.snapshot("123", second).status()).isEqualTo(200);
            assertThat(backend.chart("123").get("snapshots").findValuesAsText("viewerCount"))
                    .containsExactly("10", "21");
            assertThat(folder.resolve("backend-api.db")).doesNotExist();
        }
    }
}
