package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 8 MB that fills up while the server runs. Needs the right to mount a file system. */
class FullDiskTest {

    private static final int MOST_MINUTES = 5_000;

    /** Some 8 KB. */
    private static final String SECTIONS = IntStream.range(0, 200)
            .mapToObj(i -> "\"section-" + "x".repeat(25) + i + "\":1")
            .collect(Collectors.joining(",", ",\"sections\":{", "}}"));

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofDays(5));
    private int minutes;

    @TempDir
    Path folder = Path.of("");

    @Test
    void readinessNamesTheFullDiskAndRecovers() throws Exception {
        assumeThat(ChildBackend.mayMount()).as("may mount a file system").isTrue();
        try (ChildBackend backend = ChildBackend.onADisk(folder, "size=8m");
                Requests requests = new Requests(backend.port())) {
            String auction = "{\"id\":\"123\",\"title\":\"T\",\"enableViewerAnalytics\":true}";
            assertThat(requests.send("POST", "/api/v1/auctions", auction, Requests.bearer())
                            .status())
                    .isEqualTo(201);
            Path filler = backend.seenByIt(folder.resolve("filler"));
            fill(filler);
            // what the journal has allocated already can still be written
            Answer answer = snapshot(requests);
            while (minutes < MOST_MINUTES && answer.status() == 200) {
                answer = snapshot(requests);
            }
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            awaitReady(requests, 503, "disk of the database is full");
            assertThat(requests.send("GET", "/health/live", "").status()).isEqualTo(200);

            Files.delete(filler);
            awaitReady(requests, 200, "");
            assertThat(snapshot(requests).status()).isEqualTo(200);
        }
    }

    /** Of another minute each time. */
    private Answer snapshot(Requests requests) throws IOException {
        String body = Backend.minute(start.plus(Duration.ofMinutes(minutes++)).toString(), 5);
        return requests.snapshot("123", body.substring(0, body.length() - 1) + SECTIONS);
    }

    private static void awaitReady(Requests requests, int status, String words) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Answer answer = requests.send("GET", "/health/ready", "");
            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).contains(words);
        });
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }
}
