package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.settings.BadSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting without a socket over real HTTP, beside real sockets; the wall clock is moved by hand. */
class ViewersWithoutSocketTest {

    private static final Duration A_WHILE = Duration.ofSeconds(20);
    private static final String PAGE = "http://localhost:3000";

    private final HttpClient client = HttpClient.newHttpClient();
    private static final long BEGIN = Instant.parse("2025-10-21T14:15:00Z").toEpochMilli();

    private final AtomicLong clock = new AtomicLong(BEGIN);
    private final List<LiveServer> servers = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void stop() {
        servers.forEach(LiveServer::close);
    }

    @Test
    void socketsAndJoinsStandInOneRoomAndSocketsSeeBothComeAndGo() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        WatchingClient socket = WatchingClient.watch(client, server, "123").get(20, TimeUnit.SECONDS);
        sees(socket, 1);
        String first = join(server, "123");
        String second = join(server, "123");
        sees(socket, 3);

        leave(server, "123", first);
        leave(server, "123", first);
        sees(socket, 2);
        assertThat(server.count("123")).isEqualTo(2);
        socket.abort();
        await().atMost(A_WHILE).until(() -> server.count("123") == 1);
        assertThat(post(server, "123", "heartbeat", token(second)).body())
                .isEqualTo("{\"currentViewers\":1,\"expiresInSeconds\":60}");
    }

    @Test
    void aViewerThatSendsNothingForAMinuteIsGoneInAnswersAndForWatchers() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        WatchingClient socket = WatchingClient.watch(client, server, "123").get(20, TimeUnit.SECONDS);
        String token = join(server, "123");
        sees(socket, 2);

        clock.addAndGet(45_000);
        assertThat(server.count("123")).isEqualTo(2);
        clock.addAndGet(15_000);
        assertThat(server.count("123")).isEqualTo(1);
        sees(socket, 1);
        HttpResponse<String> tooLate = post(server, "123", "heartbeat", token(token));
        assertThat(tooLate.statusCode()).isEqualTo(404);
        assertThat(tooLate.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(tooLate.body()).contains("Join again");
        assertThat(server.metric("turnout_http_ended_total")).isEqualTo(1);
    }

    @Test
    void aBeaconLeavesAsAPageOfAnotherOriginSendsIt() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        String token = join(server, "123");
        HttpResponse<String> beacon = client.send(
                HttpRequest.newBuilder(server.uri("/api/stream/123/viewer/leave"))
                        .header("Content-Type", "text/plain;charset=UTF-8")
                        .header("Origin", PAGE)
                        .header("Sec-Fetch-Mode", "no-cors")
                        .POST(HttpRequest.BodyPublishers.ofString(token(token)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(beacon.body()).isEqualTo("{\"currentViewers\":0}");
        assertThat(beacon.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
        assertThat(beacon.headers().firstValue("Access-Control-Allow-Credentials"))
                .hasValue("true");
    }

    @Test
    void pagesOfAllowedOriginsMayAskBeforehandAndOthersMayNotJoin() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        HttpResponse<String> preflight = client.send(
                HttpRequest.newBuilder(server.uri("/api/stream/123/viewer/join"))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", PAGE)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue(PAGE);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("content-type");

        HttpResponse<String> stranger = client.send(
                HttpRequest.newBuilder(server.uri("/api/stream/123/viewer/join"))
                        .header("Origin", "https://evil.example")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(server.count("123")).isZero();
    }

    @Test
    void pollingForUnchangedCountsIsAnsweredWithoutABodyOnTheSameConnection() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        join(server, "a_b");
        HttpResponse<String> first = get(server, "/api/streams/viewers?ids=a%5Fb,c", "");
        assertThat(first.body()).isEqualTo("{\"a_b\":1,\"c\":0}");
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> unchanged = get(server, "/api/streams/viewers?ids=a%5Fb,c", tag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.headers().firstValue("ETag")).hasValue(tag);
        assertThat(unchanged.headers().firstValue("Content-Length")).isEmpty();
        join(server, "c");
        assertThat(get(server, "/api/streams/viewers?ids=a%5Fb,c", tag).body()).isEqualTo("{\"a_b\":1,\"c\":1}");
    }

    @Test
    void idsMayBePercentEncodedAndBadOnesAreRefused() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        join(server, "lot%2D1");

        assertThat(get(server, "/api/stream/lot-1/viewers", "").body())
                .isEqualTo("{\"currentViewers\":1,\"peakViewers\":1,\"uniqueViewers\":1,\"sections\":{}}");
        assertThat(post(server, "a%20b", "join", "{}").statusCode()).isEqualTo(400);
        assertThat(post(server, "x".repeat(65), "join", "{}").statusCode()).isEqualTo(400);
        assertThat(post(server, "a%2Fb", "join", "{}").statusCode()).isEqualTo(404);
        assertThat(post(server, "a", "join", "{\"name\":\"" + "x".repeat(70_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(get(server, "/api/stream/a/viewer/join", "").statusCode()).isEqualTo(405);
    }

    @Test
    void heartbeatsAndLeavesThatRaceEndEachSessionOnce() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        WatchingClient socket = WatchingClient.watch(client, server, "race").get(20, TimeUnit.SECONDS);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tokens.add(join(server, "race"));
        }
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (String token : tokens) {
            for (String verb : List.of("heartbeat", "leave", "heartbeat", "leave")) {
                answers.add(client.sendAsync(
                        request(server, "race", verb, token(token)), HttpResponse.BodyHandlers.ofString()));
            }
            clock.addAndGet(2_500);
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 404);
        }

        sees(socket, 1);
        assertThat(server.count("race")).isEqualTo(1);
        assertThat(server.metric("turnout_http_joined_total")).isEqualTo(40);
        assertThat(server.metric("turnout_http_ended_total")).isEqualTo(40);
        assertThat(server.metric("turnout_http_sessions")).isZero();
        assertThat(server.metric("turnout_audience_failures_total")).isZero();
    }

    @Test
    void closingAnAuctionEndsBothKindsOfSessions() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of());
        WatchingClient socket = WatchingClient.watch(client, server, "123").get(20, TimeUnit.SECONDS);
        String token = join(server, "123");
        assertThat(server.request("POST", "/api/v1/auctions/123/close", "").body())
                .isEqualTo("{\"delivered\":1}");

        assertThat(post(server, "123", "heartbeat", token(token)).statusCode()).isEqualTo(404);
        await().atMost(A_WHILE).until(() -> server.count("123") == 0);
        assertThat(socket.refusal()).isNull();
    }

    @Test
    void theBoundsAreSettings() throws Exception {
        LiveServer server = start(EngineChoice.TURNOUT, Map.of("HTTP_SESSIONS", "3", "HTTP_SESSIONS_PER_ADDRESS", "2"));
        join(server, "123");
        join(server, "123");
        HttpResponse<String> refused = post(server, "123", "join", "{}");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
        assertThat(server.count("123")).isEqualTo(2);
        assertThat(server.metric("turnout_http_refused_total")).isEqualTo(1);
        assertThat(server.metric("turnout_http_slots")).isEqualTo(2);
    }

    /** Real time, plus what the test has added to the wall clock. */
    private long nanoTime() {
        return System.nanoTime() + (clock.get() - BEGIN) * 1_000_000;
    }

    private LiveServer start(EngineChoice engine, Map<String, String> more) throws IOException, BadSettings {
        Map<String, String> settings = new HashMap<>(Map.of("ALLOWED_ORIGIN", PAGE));
        settings.putAll(more);
        LiveServer server =
                LiveServer.start(engine, directory, settings, () -> Instant.ofEpochMilli(clock.get()), this::nanoTime);
        servers.add(server);
        return server;
    }

    private static void sees(WatchingClient socket, int count) {
        await().atMost(A_WHILE).until(() -> socket.lastCount() == count);
    }

    private String join(LiveServer server, String stream) throws Exception {
        HttpResponse<String> joined = post(server, stream, "join", "{}");
        assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
        return LiveServer.json(joined.body()).path("viewerToken").textValue();
    }

    private void leave(LiveServer server, String stream, String token) throws Exception {
        assertThat(post(server, stream, "leave", token(token)).statusCode()).isEqualTo(200);
    }

    private static String token(String token) {
        return "{\"viewerToken\":\"" + token + "\"}";
    }

    private HttpResponse<String> post(LiveServer server, String stream, String verb, String body) throws Exception {
        return client.send(request(server, stream, verb, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(LiveServer server, String stream, String verb, String body) {
        return HttpRequest.newBuilder(server.uri("/api/stream/" + stream + "/viewer/" + verb))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> get(LiveServer server, String path, String tag) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
        if (!tag.isEmpty()) {
            request.header("If-None-Match", tag);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
