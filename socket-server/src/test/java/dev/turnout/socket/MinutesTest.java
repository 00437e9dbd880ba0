package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.model.Json;
import dev.turnout.model.Snapshot;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a socket to the backend: minutes of one second, sampled ten times. */
class MinutesTest {

    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<RecordedRequest> posts = new CopyOnWriteArrayList<>();
    private final MockWebServer backend = new MockWebServer();

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void listen() throws Exception {
        backend.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                posts.add(request);
                return new MockResponse.Builder().code(200).build();
            }
        });
        backend.start();
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void everyMinuteReachesTheBackendUnderTheKeyAndTheFlowAddsUp() throws Exception {
        try (LiveServer server = start()) {
            WatchingClient one = watch(server);
            WatchingClient two = watch(server);
            await().atMost(A_WHILE).until(() -> posts.size() >= 2);
            two.abort();
            one.disconnect();
            int before = posts.size();
            await().atMost(A_WHILE).until(() -> last().viewerCount() == 0 && Objects.equals(last().exactPeak(), 0));
            assertThat(posts.size()).isGreaterThan(before);
            await().atMost(A_WHILE).until(() -> server.metric("turnout_delivery_posted_total") == posts.size());
            assertThat(server.metric("turnout_sampling_snapshots_total")).isEqualTo(posts.size());
        }

        assertThat(posts).allSatisfy(post -> {
            assertThat(post.getTarget()).isEqualTo("/api/v1/auctions/123/analytics/snapshot");
            assertThat(post.getHeaders().get("X-Internal-Request")).isEqualTo(LiveServer.KEY);
        });
        int last = 0;
        for (Snapshot minute : minutes()) {
            last += Objects.requireNonNull(minute.joins()) - Objects.requireNonNull(minute.leaves());
            assertThat(minute.viewerCount()).isEqualTo(last);
            assertThat(minute.timestamp().toEpochMilli() % 1_000).isZero();
            assertThat(minute.sampleCount()).isBetween(1, 10);
        }
        assertThat(minutes()).extracting(Snapshot::timestamp).doesNotHaveDuplicates();
        assertThat(minutes())
                .extracting(Snapshot::source)
                .containsOnly(minutes().get(0).source());
    }

    @Test
    void aStopSendsThePartialMinute() throws Exception {
        try (LiveServer server = LiveServer.start(
                EngineChoice.TURNOUT,
                directory,
                Map.of("BACKEND_API_URL", backend.url("/").toString()))) {
            watch(server);
            await().atMost(A_WHILE).until(() -> server.count("123") == 1);
        }

        assertThat(posts).hasSize(1);
        assertThat(last().exactPeak()).isEqualTo(1);
        assertThat(last().joins()).isEqualTo(1);
    }

    @Test
    void viewersWithoutSocketsHaveTheirMinutesAndAStopEndsThem() throws Exception {
        try (LiveServer server = start()) {
            server.request("POST", "/api/stream/123/viewer/join", "");
            await().atMost(A_WHILE).until(() -> posts.size() >= 2);
            assertThat(last().viewerCount()).isEqualTo(1);
        }

        int flow = 0;
        for (Snapshot minute : minutes()) {
            flow += Objects.requireNonNull(minute.joins()) - Objects.requireNonNull(minute.leaves());
            assertThat(minute.viewerCount()).isEqualTo(flow);
        }
        assertThat(minutes()).extracting(Snapshot::joins).startsWith(1).endsWith(0);
    }

    private LiveServer start() throws Exception {
        return LiveServer.start(
                EngineChoice.TURNOUT,
                directory,
                Map.of(
                        "BACKEND_API_URL", backend.url("/").toString(),
                        "SAMPLE_INTERVAL", "100ms",
                        "SNAPSHOT_INTERVAL", "1s"));
    }

    private WatchingClient watch(LiveServer server) throws Exception {
        return WatchingClient.watch(client, server, "123").get(20, TimeUnit.SECONDS);
    }

    private Snapshot last() {
        return minutes().get(minutes().size() - 1);
    }

    private List<Snapshot> minutes() {
        return posts.stream().map(MinutesTest::read).toList();
    }

    private static Snapshot read(RecordedRequest post) {
        try {
            ByteString body = Objects.requireNonNull(post.getBody());
            return Json.MAPPER.readValue(body.toByteArray(), Snapshot.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
