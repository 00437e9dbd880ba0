package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** backend-api as its operator and an attacker without a key see it. */
class BackendApiOperationTest {

    @RegisterExtension
    final Product product = Product.withBothServers();

    @Test
    void slowLoginBodiesDoNotStopTheServer() throws IOException {
        int port = product.backendApi().port();
        for (int i = 0; i < 100; i++) {
            Socket socket = product.closeAfterTest(new Socket(InetAddress.getLoopbackAddress(), port));
            OutputStream out = socket.getOutputStream();
            out.write("POST /api/v1/admin/session HTTP/1.1\r\nHost: x\r\nContent-Length: 540\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        Http http = product.backendApi().http();
        await().atMost(Duration.ofSeconds(8))
                .until(() -> http.get("/health/live").status() == 200);
        assertThat(product.admin().http().get("/api/v1/auctions").status()).isEqualTo(200);
    }

    @Test
    void aRequestTargetWithAnInvalidEncodingIsABadRequestWithoutALogLine() throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), product.backendApi().port())) {
            socket.getOutputStream()
                    .write("GET /live/%u0041 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"success\":false")
                    .doesNotContain("Exception");
        }
        assertThat(product.backendApi().log()).doesNotContain("Exception");
    }

    @Test
    void aDeletedDatabaseTurnsReadinessOffAndAcceptsNoSnapshot() throws IOException {
        Http http = product.backendApi().http();
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        Files.delete(product.dataDirectory("backend-api").resolve("backend-api.db"));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> http.get("/health/ready").status() == 503);
        assertThat(http.get("/health/ready").body()).contains("was deleted");
        String minute = """
                {"timestamp":"2026-01-01T00:00:00Z","viewerCount":1,"avgViewers":1,"peakViewers":1,"minViewers":1,"sampleCount":12}""";
        Http.Answer snapshot = http.with("X-Internal-Request", Product.KEY)
                .post("/api/v1/auctions/" + auction + "/analytics/snapshot", minute);
        assertThat(snapshot.status()).as("the sender keeps the snapshot").isEqualTo(503);
    }

    @Test
    void onlyTheOwnerMayReadTheDatabase() throws IOException {
        product.admin().createsAuction(product.newAuction());
        try (Stream<Path> files = Files.list(product.dataDirectory("backend-api"))) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aReadOnlyLinkReadsItsAuctionUntilItIsRevoked() {
        String auction = product.newAuction();
        String path = "/api/v1/auctions/" + auction;
        Http admin = product.admin().createsAuction(auction).http();
        Http.Answer created = admin.post(path + "/shares", "{}");
        Http holder = product.backendApi()
                .http()
                .with("Authorization", "Bearer " + created.json().path("token").asText());

        for (String part : List.of("", "/analytics/viewers", "/analytics/viewers.csv", "/notes")) {
            assertThat(holder.get(path + part).status()).as(part).isEqualTo(200);
        }
        assertThat(holder.patch(path, "{\"title\":\"x\"}").status()).isEqualTo(401);
        String id = created.json().path("share").path("id").asText();
        assertThat(admin.delete(path + "/shares/" + id).status()).isEqualTo(200);
        assertThat(holder.get(path).status()).isEqualTo(401);
    }
}
