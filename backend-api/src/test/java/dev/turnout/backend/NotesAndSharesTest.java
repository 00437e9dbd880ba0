package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotesAndSharesTest extends BackendTest {

    private static final String NOTES = "/api/v1/auctions/a/notes";
    private static final String SHARES = "/api/v1/auctions/a/shares";

    @BeforeEach
    void auctions() {
        assertThat(backend.withAuction("a")
                        .withAuction("b")
                        .get("/api/v1/auctions/a")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void notesAreListedByTheirTimeAndDeleted() {
        Answer now = backend.post(NOTES, "{\"text\":\" Stream restarted \"}");
        assertThat(now.status()).isEqualTo(201);
        backend.post(NOTES, "{\"text\":\"Doors open\",\"timestamp\":\"2026-05-04T09:00:00Z\"}");

        JsonNode notes = backend.get(NOTES).json().path("notes");
        assertThat(notes.findValuesAsText("text")).containsExactly("Doors open", "Stream restarted");
        assertThat(notes.get(1).path("timestamp").asText()).isEqualTo("2026-05-04T12:00:30Z");
        assertThat(notes.get(1).path("createdBy").asText()).isEqualTo("token");

        String id = now.json().path("note").path("id").asText();
        assertThat(backend.delete("/api/v1/auctions/b/notes/" + id).status()).isEqualTo(404);
        assertThat(backend.delete(NOTES + "/" + id).status()).isEqualTo(200);
        assertThat(backend.delete(NOTES + "/" + id).status()).isEqualTo(404);
        assertThat(backend.get(NOTES).json().path("notes")).hasSize(1);
    }

    @Test
    void lineBreaksOfWindowsBecomeThoseOfOthersAndTabsStay() {
        assertThat(backend.post(NOTES, "{\"text\":\"one\\r\\n\\ttwo\"}")
                        .json()
                        .path("note")
                        .path("text")
                        .asText())
                .isEqualTo("one\n\ttwo");
    }

    @Test
    void aNoteWithoutTextOrForNoAuctionIsRefused() {
        for (String body : List.of(
                "{}", "{\"text\":\"  \"}", "{\"text\":\"" + "x".repeat(1_001) + "\"}", "{\"text\":\"a\\u0000b\"}")) {
            assertThat(backend.post(NOTES, body).status()).as(body).isEqualTo(400);
        }
        assertThat(backend.post(NOTES, "{\"text\":\"x\",\"timestamp\":\"yesterday\"}")
                        .message())
                .contains("timestamp");
        assertThat(backend.post("/api/v1/auctions/none/notes", "{\"text\":\"x\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aLinkReadsItsAuctionAndNothingElse() {
        String token = share("{}");

        for (String path : List.of("", "/analytics/viewers", "/analytics/viewers.csv", "/notes")) {
            assertThat(as(token, "GET", "/api/v1/auctions/a" + path).status())
                    .as(path)
                    .isEqualTo(200);
            assertThat(as(token, "GET", "/api/v1/auctions/b" + path).status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(as(token, "GET", "/api/v1/share").json().path("auctionId").asText())
                .isEqualTo("a");
        for (String request : List.of(
                "GET /api/v1/auctions",
                "PATCH /api/v1/auctions/a",
                "DELETE /api/v1/auctions/a",
                "POST " + NOTES,
                "GET " + SHARES,
                "POST " + SHARES,
                "GET /api/v1/admin/session")) {
            String[] parts = request.split(" ", 2);
            assertThat(as(token, parts[0], parts[1]).status()).as(request).isEqualTo(401);
        }
    }

    @Test
    void aLinkEndsWhenItIsRevoked() {
        String token = share("{}");
        String id = backend.get(SHARES).json().path("shares").get(0).path("id").asText();
        assertThat(backend.delete(SHARES + "/" + id).status()).isEqualTo(200);

        assertThat(as(token, "GET", "/api/v1/auctions/a").status()).isEqualTo(401);
        assertThat(backend.delete(SHARES + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void aLinkEndsAtItsEndDate() {
        String token = share("{\"expiresAt\":\"2026-05-04T13:00:00Z\"}");
        assertThat(as(token, "GET", "/api/v1/auctions/a").status()).isEqualTo(200);
        backend.clock.advance(Duration.ofHours(1));

        assertThat(as(token, "GET", "/api/v1/auctions/a").status()).isEqualTo(401);
        assertThat(backend.get(SHARES)
                        .json()
                        .path("shares")
                        .get(0)
                        .path("expired")
                        .asBoolean())
                .isTrue();
        assertThat(backend.post(SHARES, "{\"expiresAt\":\"2026-05-04T12:00:00Z\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theTokenOfALinkIsNotStored() throws IOException {
        String token = share("{}");

        try (Stream<Path> files = Files.list(backend.dataDir())) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(token)
                        .doesNotContain(token.substring("share_".length()));
            }
        }
    }

    private String share(String body) {
        Answer created = backend.post(SHARES, body);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.json().path("token").asText();
    }

    private Answer as(String token, String method, String path) {
        return backend.send(method, path, method.equals("GET") ? "" : "{}", "Authorization", "Bearer " + token);
    }
}
