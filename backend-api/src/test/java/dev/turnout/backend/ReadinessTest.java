package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadinessTest extends BackendTest {

    @Test
    void aRunningServerIsReadyAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            assertThat(ready().status()).isEqualTo(200);
        }
    }

    @Test
    void aDeletedDatabaseIsNamed() throws IOException {
        assertThat(ready().status()).isEqualTo(200);
        Files.delete(database());

        assertThat(ready().status()).isEqualTo(503);
        assertThat(ready().message()).contains("was deleted");
        assertThat(backend.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void aReplacedDatabaseIsNamed() throws IOException {
        Path copy = Files.copy(database(), folder.resolve("copy"));
        Files.delete(database());
        Files.move(copy, database());

        assertThat(ready().message()).contains("was replaced");
    }

    @Test
    void aDamagedDatabaseIsNamed() throws IOException {
        Files.write(database(), "garbage garbage garbage".getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);

        Answer answer = ready();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.message()).contains("is damaged");
        assertThat(answer.header("Retry-After")).isNotNull();
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefused() {
        assertThatThrownBy(() -> new Backend(folder))
                .hasStackTraceContaining("is used by another process")
                .hasStackTraceContaining("DATA_DIR");
        assertThat(ready().status()).isEqualTo(200);
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws IOException {
        assertThat(backend.withAuction("a").get("/api/v1/auctions/a").status()).isEqualTo(200);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------"));
        }
    }

    private Answer ready() {
        backend.clock.advance(Duration.ofSeconds(3));
        return backend.get("/health/ready");
    }

    private Path database() {
        return folder.resolve("backend-api.db");
    }
}
