package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.settings.BadSettings;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import io.socket.engineio.client.transports.Polling;
import io.socket.engineio.client.transports.WebSocket;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server over real sockets, with an unmodified Socket.IO client, on the default engine; what each engine owes
 * each client is the engine's contract test.
 */
class SocketServerTest {

    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final List<Tab> tabs = new ArrayList<>();
    private final List<LiveServer> servers = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void stop() {
        tabs.forEach(tab -> tab.socket.disconnect());
        servers.forEach(LiveServer::close);
    }

    @Test
    void twoTabsAreTwoCloseOneAndItIsOneFiveAreFive() throws Exception {
        LiveServer server = start(Map.of());
        Tab one = open(server, "auction-123", "polling", "websocket");
        Tab two = open(server, "auction-123", "websocket");
        everyoneSees(2, one, two);

        two.socket.disconnect();
        everyoneSees(1, one);

        Tab three = open(server, "auction-123", "polling");
        Tab four = open(server, "auction-123", "polling", "websocket");
        Tab five = open(server, "auction-123", "websocket");
        Tab six = open(server, "auction-123", "websocket");
        everyoneSees(5, one, three, four, five, six);
        assertThat(server.count("123")).isEqualTo(5);
        assertThat(tabs).allMatch(tab -> tab.counts.stream().allMatch(Integer.class::isInstance));
    }

    @Test
    void auctionsAreCountedApart() throws Exception {
        LiveServer server = start(Map.of());
        Tab a = open(server, "auction-a", "websocket");
        Tab b = open(server, "auction-b", "websocket");
        Tab alsoB = open(server, "auction-b", "polling");

        everyoneSees(1, a);
        everyoneSees(2, b, alsoB);
        assertThat(server.counts()).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(a.counts).doesNotContain(2);
    }

    @Test
    void missingAndBadSlugsAreAConnectErrorWithWords() throws Exception {
        LiveServer server = start(Map.of());
        Tab none = open(server, null, "websocket");
        Tab bad = open(server, "course-123", "polling");
        Tab spaced = open(server, "auction-1%202", "websocket");

        await().atMost(A_WHILE).until(() -> !none.errors.isEmpty() && !bad.errors.isEmpty());
        await().atMost(A_WHILE).until(() -> !spaced.errors.isEmpty());
        assertThat(none.errors.get(0)).contains("slug is missing");
        assertThat(bad.errors.get(0)).contains("slug must be auction-<id>");
        assertThat(spaced.errors.get(0)).contains("slug must be auction-<id>");
        assertThat(server.counts()).isEmpty();
    }

    @Test
    void heartbeatsAreAnsweredByEventAndByAck() throws Exception {
        LiveServer server = start(Map.of());
        Tab tab = open(server, "auction-123", "websocket");
        everyoneSees(1, tab);
        tab.socket.emit("heartbeat", new Object[0], tab.ack());
        tab.socket.emit("nonsense", new Object[] {"x"}, tab.ack());

        await().atMost(A_WHILE).until(() -> tab.acks.size() == 2);
        assertThat(tab.heartbeatAcks).hasSize(1);
        assertThat(tab.acks.get(0)).isEmpty();
        assertThat(((JSONObject) tab.acks.get(1)[0]).getBoolean("ok")).isFalse();
        assertThat(((JSONObject) tab.acks.get(1)[0]).getString("error")).contains("nonsense");
    }

    @Test
    void whatTheBackendPublishesReachesTheRoomAndNoOther() throws Exception {
        LiveServer server = start(Map.of());
        Tab here = open(server, "auction-123", "polling");
        Tab hereToo = open(server, "auction-123", "websocket");
        Tab elsewhere = open(server, "auction-9", "websocket");
        everyoneSees(2, here, hereToo);
        everyoneSees(1, elsewhere);

        String body = "{\"event\":\"playerSoldUpdate\",\"data\":{\"player\":\"Zoë\",\"price\":1250000}}";
        assertThat(server.request("POST", "/api/v1/auctions/123/events", body).body())
                .isEqualTo("{\"delivered\":2,\"currentViewers\":2}");
        await().atMost(A_WHILE).until(() -> !here.sold.isEmpty() && !hereToo.sold.isEmpty());
        assertThat(here.sold.get(0).getString("player")).isEqualTo("Zoë");
        assertThat(elsewhere.sold).isEmpty();
    }

    @Test
    void closingAnAuctionTellsItsRoomAndEndsItsSessions() throws Exception {
        LiveServer server = start(Map.of());
        Tab tab = open(server, "auction-123", "websocket");
        Tab elsewhere = open(server, "auction-9", "websocket");
        everyoneSees(1, tab, elsewhere);

        assertThat(server.request("POST", "/api/v1/auctions/123/close", "").statusCode())
                .isEqualTo(200);
        await().atMost(A_WHILE).until(() -> tab.disconnects.contains("io server disconnect"));
        assertThat(tab.statuses).hasSize(1);
        assertThat(tab.statuses.get(0).getBoolean("isLive")).isFalse();
        await().atMost(A_WHILE).untilAsserted(() -> assertThat(server.counts()).isEqualTo(Map.of("9", 1)));
    }

    @Test
    void aHugeBodyAndAWrongKeyDisturbNobody() throws Exception {
        LiveServer server = start(Map.of());
        Tab tab = open(server, "auction-123", "websocket");
        everyoneSees(1, tab);
        String huge = "{\"event\":\"x\",\"data\":\"" + "x".repeat(70_000) + "\"}";

        assertThat(server.request("POST", "/api/v1/auctions/123/events", huge).statusCode())
                .isEqualTo(413);
        assertThat(server.request("POST", "/api/v1/auctions/a%2Fb/events", "{}").statusCode())
                .isBetween(400, 404);
        assertThat(server.count("123")).isEqualTo(1);
        assertThat(tab.disconnects).isEmpty();
    }

    @Test
    void metricsBalance() throws Exception {
        LiveServer server = start(Map.of());
        Tab one = open(server, "auction-123", "websocket");
        Tab two = open(server, "auction-123", "websocket");
        everyoneSees(2, one, two);
        two.socket.disconnect();
        everyoneSees(1, one);

        assertThat(server.metric("turnout_audience_sessions")).isEqualTo(1);
        assertThat(server.metric("turnout_audience_rooms")).isEqualTo(1);
        assertThat(server.metric("turnout_engine_opened_total")).isEqualTo(2);
        assertThat(server.metric("turnout_engine_closed_total")).isEqualTo(1);
        assertThat(server.metric("turnout_engine_sessions")).isEqualTo(1);
        assertThat(server.metric("turnout_counts_frames_total")).isGreaterThanOrEqualTo(3);
        assertThat(server.metric("turnout_audience_failures_total")).isZero();
        assertThat(server.metric("jvm_threads_live_threads")).isPositive();
    }

    @Test
    void stoppingEndsAllSessionsSoThatClientsComeBack() throws Exception {
        LiveServer server = start(Map.of("SHUTDOWN_SPREAD", "500ms"));
        Tab tab = open(server, "auction-123", "polling");
        WatchingClient socket =
                WatchingClient.watch(HttpClient.newHttpClient(), server, "123").get(20, TimeUnit.SECONDS);
        everyoneSees(2, tab);
        server.close();

        await().atMost(A_WHILE).until(() -> !tab.disconnects.isEmpty() && socket.isGone());
        assertThat(tab.disconnects.get(0)).isNotEqualTo("io server disconnect");
    }

    private LiveServer start(Map<String, String> settings) throws IOException, BadSettings {
        LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, settings);
        servers.add(server);
        return server;
    }

    private Tab open(LiveServer server, @Nullable String slug, String... transports) {
        Tab tab = new Tab(server, slug, transports);
        tabs.add(tab);
        return tab;
    }

    private static void everyoneSees(int count, Tab... watching) {
        for (Tab tab : watching) {
            await().atMost(A_WHILE)
                    .until(
                            () -> tab.counts.isEmpty() ? -1 : tab.counts.get(tab.counts.size() - 1),
                            last -> last.equals(count));
        }
    }

    /** A page in a browser tab, as far as the server can tell. */
    private static final class Tab {

        private final Socket socket;
        private final List<Object> counts = new CopyOnWriteArrayList<>();
        private final List<String> errors = new CopyOnWriteArrayList<>();
        private final List<String> disconnects = new CopyOnWriteArrayList<>();
        private final List<Object[]> heartbeatAcks = new CopyOnWriteArrayList<>();
        private final List<Object[]> acks = new CopyOnWriteArrayList<>();
        private final List<JSONObject> sold = new CopyOnWriteArrayList<>();
        private final List<JSONObject> statuses = new CopyOnWriteArrayList<>();

        private Tab(LiveServer server, @Nullable String slug, String... transports) {
            IO.Options options = new IO.Options();
            options.path = "/auction/";
            options.query = slug == null ? "" : "slug=" + slug;
            options.transports = transports;
            options.forceNew = true;
            options.reconnection = false;
            assertThat(transports).containsAnyOf(Polling.NAME, WebSocket.NAME);
            socket = IO.socket(server.uri(""), options);
            socket.on("viewerCountUpdate", args -> counts.add(args[0]));
            socket.on(Socket.EVENT_CONNECT_ERROR, args -> errors.add(String.valueOf(args[0])));
            socket.on(Socket.EVENT_DISCONNECT, args -> disconnects.add(String.valueOf(args[0])));
            socket.on("heartbeat-ack", heartbeatAcks::add);
            socket.on("playerSoldUpdate", args -> sold.add((JSONObject) args[0]));
            socket.on("auctionStatusUpdate", args -> statuses.add((JSONObject) args[0]));
            socket.connect();
        }

        private Ack ack() {
            return acks::add;
        }
    }
}
