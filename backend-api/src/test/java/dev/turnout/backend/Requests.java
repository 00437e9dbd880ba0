package dev.turnout.backend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A client of one backend-api. */
final class Requests implements AutoCloseable {

    /** What came back. */
    record Answer(int status, Headers headers, String body) {

        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        String message() {
            return json().path("message").asText();
        }

        @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    private final int port;
    private final OkHttpClient client = new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(20))
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .build();

    Requests(int port) {
        this.port = port;
    }

    static String[] bearer() {
        return new String[] {"Authorization", "Bearer " + Backend.TOKEN};
    }

    /** With these headers and no others. */
    Answer send(String method, String path, byte[] body, String... headers) throws IOException {
        boolean bodiless = method.equals("GET") || method.equals("HEAD");
        Request request = new Request.Builder()
                .url("http://localhost:" + port + path)
                .headers(Headers.of(headers))
                .method(method, bodiless ? null : RequestBody.create(body))
                .build();
        try (Response response = client.newCall(request).execute()) {
            return new Answer(
                    response.code(), response.headers(), response.body().string());
        }
    }

    Answer send(String method, String path, String body, String... headers) throws IOException {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A snapshot as socket-server sends it. */
    Answer snapshot(String auction, String body) throws IOException {
        return send(
                "POST", "/api/v1/auctions/" + auction + "/analytics/snapshot", body, "X-Internal-Request", Backend.KEY);
    }

    /** Hangs up: a server that stops waits a second for those who keep a connection. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
