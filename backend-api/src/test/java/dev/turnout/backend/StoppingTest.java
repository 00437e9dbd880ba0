package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppingTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void itIsLiveAndReadyAndTellsItsNumbers() throws IOException {
        try (Backend backend = new Backend(folder)) {
            assertThat(backend.send("GET", "/health/live", "").body()).isEqualTo("{\"status\":\"up\"}");
            assertThat(backend.send("GET", "/health/ready", "").body()).isEqualTo("{\"status\":\"up\"}");
            assertThat(backend.send("HEAD", "/health/ready", "").status()).isEqualTo(200);
            Answer metrics = backend.send("GET", "/metrics", "");
            assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(metrics.body()).contains("jvm_memory_used_bytes").contains("turnout_snapshots_total");
        }
    }

    @Test
    void aRequestUnderWayIsFinishedBeforeTheDatabaseCloses() throws Exception {
        Backend backend = new Backend(folder).withAuction("123");
        String body = Backend.minute("2026-05-04T12:00:00Z", 5);
        try (Socket socket = halfASnapshot(backend, body.length())) {
            int port = backend.port();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(backend::close);
            Awaitility.await().until(() -> refusesConnections(port));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Snapshot saved");
            stopping.get(20, TimeUnit.SECONDS);
        }
        try (Backend again = new Backend(folder)) {
            assertThat(again.chart("123").get("snapshots")).hasSize(1);
        }
    }

    @Test
    void aClientThatIsSlowDoesNotKeepItFromStopping() throws Exception {
        Backend backend = new Backend(folder).withAuction("123");
        Socket silent = halfASnapshot(backend, 100);

        assertThat(CompletableFuture.runAsync(backend::close)).succeedsWithin(Duration.ofSeconds(29));
        silent.close();
    }

    /** A snapshot whose body the server has begun to wait for. */
    private static Socket halfASnapshot(Backend backend, int length) throws IOException {
        Socket socket = new Socket("localhost", backend.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST /api/v1/auctions/123/analytics/snapshot HTTP/1.1\r\nHost: x\r\nX-Internal-Request: "
                                + Backend.KEY + "\r\nExpect: 100-continue\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        assertThat(new String(socket.getInputStream().readNBytes(goOn.length()), StandardCharsets.UTF_8))
                .isEqualTo(goOn);
        return socket;
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (Backend backend = new Backend(folder)) {
            assertThatThrownBy(() -> new Backend(folder.resolve("other"), "PORT", Integer.toString(backend.port())))
                    .hasMessageContaining("cannot listen on port");
        }
    }

    private static boolean refusesConnections(int port) {
        try (Socket probe = new Socket("localhost", port)) {
            return !probe.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
