package dev.turnout.socket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.Json;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A whole server on a free port, and what tests ask of it over its own routes. */
final class LiveServer implements AutoCloseable {

    static final String KEY = "0123-4567-89ab-cdef";

    private final HttpClient http = HttpClient.newHttpClient();
    private final SocketServer server;

    private LiveServer(SocketServer server) {
        this.server = server;
    }

    static LiveServer start(EngineChoice engine, Path directory, Map<String, String> more)
            throws IOException, BadSettings {
        return start(engine, directory, more, InstantSource.system());
    }

    static LiveServer start(EngineChoice engine, Path directory, Map<String, String> more, InstantSource clock)
            throws IOException, BadSettings {
        return start(engine, directory, more, clock, System::nanoTime);
    }

    static LiveServer start(
            EngineChoice engine, Path directory, Map<String, String> more, InstantSource clock, LongSupplier nanoClock)
            throws IOException, BadSettings {
        Map<String, String> settings = new HashMap<>(Map.of(
                "HOST", "127.0.0.1",
                "PORT", "0",
                "INTERNAL_API_KEY", KEY,
                "SOCKETIO_ENGINE", engine.settingName(),
                "DATA_DIR", directory.toString(),
                "SHUTDOWN_SPREAD", "0s",
                "CONNECTIONS_PER_ADDRESS", "0"));
        settings.putAll(more);
        SocketServerConfig config = SocketServerConfig.read(Settings.of(settings));
        SocketServer server = new SocketServer(config, clock, nanoClock);
        server.start();
        return new LiveServer(server);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** The sessions of each auction that has any, as {@code GET /api/v1/auctions} tells. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode auction :
                json(request("GET", "/api/v1/auctions", "").body()).path("auctions")) {
            counts.put(auction.path("id").textValue(), auction.path("current").intValue());
        }
        return counts;
    }

    int count(String auction) {
        return counts().getOrDefault(auction, 0);
    }

    /** A figure of {@code /metrics}, all its labels added up. */
    double metric(String name) {
        return List.of(request("GET", "/metrics", "").body().split("\n")).stream()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    HttpResponse<String> request(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("X-Internal-Request", KEY)
                .build();
        return send(http, request);
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
