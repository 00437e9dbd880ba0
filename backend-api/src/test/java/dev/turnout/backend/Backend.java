package dev.turnout.backend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.Requests.Answer;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real backend-api on a free port, with a clock that is moved by hand and a stand-in for socket-server. */
public final class Backend implements AutoCloseable {

    static final String KEY = "0f3a9c7e5b1d2468aa";
    static final String OLD_KEY = "77aa55cc33ee11ffbb";
    static final String TOKEN = "token-for-tests-only";
    static final String PASSWORD = "correct horse battery";

    final HandClock clock = new HandClock("2026-05-04T12:00:30Z");
    final StandInSocketServer socketServer;
    private final Path dataDir;
    private final Map<String, String> settings = new HashMap<>();
    private BackendApi server;
    private Requests client;

    Backend(Path dataDir, String... settings) throws IOException {
        this.dataDir = dataDir;
        this.socketServer = new StandInSocketServer();
        this.settings.put("PORT", "0");
        this.settings.put("DATA_DIR", dataDir.toString());
        this.settings.put("INTERNAL_API_KEY", KEY + "," + OLD_KEY);
        this.settings.put("ADMIN_TOKEN", TOKEN);
        this.settings.put("ADMIN_PASSWORD", PASSWORD);
        this.settings.put("SOCKET_SERVER_URL", socketServer.url());
        this.settings.put("RELAY_TIMEOUT", "400ms");
        for (int i = 0; i < settings.length; i += 2) {
            this.settings.put(settings[i], settings[i + 1]);
        }
        this.server = started();
        this.client = new Requests(server.port());
    }

    private BackendApi started() {
        try {
            BackendApi started = new BackendApi(BackendApiConfig.read(Settings.of(settings)), clock);
            started.start(password -> {});
            return started;
        } catch (BadSettings | IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    void restart() {
        stop();
        server = started();
        client = new Requests(server.port());
    }

    BackendApi server() {
        return server;
    }

    Path dataDir() {
        return dataDir;
    }

    int port() {
        return server.port();
    }

    /** An auction whose analytics is on. */
    Backend withAuction(String id) {
        post("/api/v1/auctions", "{\"id\":\"" + id + "\",\"title\":\"T\",\"enableViewerAnalytics\":true}");
        return this;
    }

    // With the admin token:

    Answer get(String path) {
        return send("GET", path, "", bearer());
    }

    Answer post(String path, String body) {
        return send("POST", path, body, bearer());
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body, bearer());
    }

    Answer delete(String path) {
        return send("DELETE", path, "", bearer());
    }

    static String[] bearer() {
        return Requests.bearer();
    }

    /** A snapshot as socket-server sends it. */
    Answer snapshot(String auction, String body, String... headers) {
        String[] with = headers.length > 0 ? headers : new String[] {"X-Internal-Request", KEY};
        return send("POST", "/api/v1/auctions/" + auction + "/analytics/snapshot", body, with);
    }

    static String minute(String timestamp, int viewers) {
        return "{\"timestamp\":\"" + timestamp + "\",\"viewerCount\":" + viewers + ",\"avgViewers\":" + viewers
                + ",\"peakViewers\":" + viewers + ",\"minViewers\":" + viewers + ",\"sampleCount\":12}";
    }

    JsonNode chart(String auction) {
        return get("/api/v1/auctions/" + auction + "/analytics/viewers?timeRange=all")
                .json();
    }

    /** With these headers and no others. */
    Answer send(String method, String path, String body, String... headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer send(String method, String path, byte[] body, String... headers) {
        try {
            return client.send(method, path, body, headers);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    @Override
    public void close() {
        stop();
        socketServer.close();
    }

    private void stop() {
        client.close();
        server.close();
    }
}
