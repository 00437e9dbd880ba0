package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.OpenApi;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real answers of every operation, good ones and refusals, are what {@code docs/openapi/socket-server.yaml} says. */
class OpenApiTest {

    private static final String JOIN = "POST /api/stream/{id}/viewer/join";
    private static final String HEARTBEAT = "POST /api/stream/{id}/viewer/heartbeat";
    private static final String LEAVE = "POST /api/stream/{id}/viewer/leave";
    private static final String EVENTS = "POST /api/v1/auctions/{id}/events";
    private static final String EXTERNAL = "PUT /api/v1/auctions/{id}/external-viewers/{source}";
    private static final String COUNTS = "GET /api/streams/viewers";

    private final HttpClient client = HttpClient.newHttpClient();
    private final OpenApi document = new OpenApi("socket-server");
    private final Map<String, List<Integer>> seen = new TreeMap<>();
    private String scriptHash = "";

    @Test
    void answersAreAsDescribed(@TempDir Path directory) throws Exception {
        Map<String, String> settings = Map.of("HTTP_SESSIONS_PER_ADDRESS", "2", "HTTP_SESSIONS", "2");
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, settings)) {
            scriptHash = hold(server, "GET /turnout.js", "", "")
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow()
                    .replace("\"", "");
            String joined = hold(server, JOIN, "", "{\"section\":\"lot-1\"}").body();
            String token = "{\"viewerToken\":\""
                    + LiveServer.json(joined).path("viewerToken").textValue() + "\"}";
            hold(server, JOIN, "", "");
            hold(server, JOIN, "", "");
            hold(server, HEARTBEAT, "", token);
            hold(server, "GET /api/stream/{id}/viewers", "", "");
            HttpResponse<String> counts = hold(server, COUNTS, "?ids=123,9", "");
            String tag = counts.headers().firstValue("ETag").orElseThrow();
            assertThat(hold(server, COUNTS, "?ids=123,9", "", "If-None-Match", tag)
                            .statusCode())
                    .isEqualTo(304);
            hold(server, "GET /api/v1/auctions", "", "");
            hold(server, EVENTS, "", "{\"event\":\"x\",\"data\":1}");
            hold(server, EVENTS, "", "x".repeat(70_000));
            for (int source = 0; source <= 16; source++) {
                hold(server, EXTERNAL, "-" + source, "{\"count\":5}");
            }
            hold(server, LEAVE, "", token);
            hold(server, "POST /api/v1/auctions/{id}/close", "", "");
            hold(server, HEARTBEAT, "", token);
            document.operations().keySet().forEach(route -> {
                hold(server, route, "", "{}");
                hold(server, route, "", "{}", "X-Internal-Request", "wrong");
            });
        }

        document.operations()
                .forEach((route, operation) -> assertThat(seen.get(route))
                        .as("%s was seen to succeed", route)
                        .isNotNull()
                        .anyMatch(status -> status < 300));
        assertThat(seen.get(JOIN)).contains(200, 503);
        assertThat(seen.get(EXTERNAL)).contains(200, 400, 401, 409);
    }

    private HttpResponse<String> hold(LiveServer server, String route, String more, String body, String... headers) {
        List<String> parts = Arrays.asList(route.split(" ", 2));
        String path = parts.get(1)
                        .replace("{id}", "123")
                        .replace("{source}", "cdn")
                        .replace("{viewerId}", "ann")
                        .replace("{hash}", scriptHash)
                        .replace("{file}", "socket.io.min.js")
                + more;
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
                .method(parts.get(0), HttpRequest.BodyPublishers.ofString(body))
                .setHeader("X-Internal-Request", LiveServer.KEY);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = LiveServer.send(client, request.build());
        String type = answer.headers().firstValue("Content-Type").orElse("");
        document.assertDescribes(route, answer.statusCode(), type, answer.body());
        seen.computeIfAbsent(route, unused -> new ArrayList<>()).add(answer.statusCode());
        return answer;
    }
}
