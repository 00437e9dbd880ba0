package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.DeliveryConfig.SendingLimits;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of delivery over real sockets, in real time. */
class SnapshotDeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SendingLimits QUICK = SendingLimits.DEFAULT
            .withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(2))
            .withBackoff(Duration.ofMillis(10), Duration.ofMillis(100))
            .withLongestRetryAfter(Duration.ofSeconds(1));

    private static final int IN_MEMORY = 1_000;

    @TempDir
    Path directory;

    private final StoredRows stored = new StoredRows();
    private MockWebServer backend = new MockWebServer();
    private SnapshotDelivery delivery;

    @BeforeEach
    void start() throws IOException {
        backend.start(freePort());
        delivery = delivery(backend.getPort());
    }

    @AfterEach
    void stop() {
        delivery.close(PATIENCE);
        backend.close();
    }

    /** A server that is given its port can come back on it while the last one's connections linger. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private SnapshotDelivery delivery(int port) {
        return new SnapshotDelivery(
                new DeliveryConfig(
                        directory.resolve("outbox"),
                        URI.create("http://127.0.0.1:" + port),
                        InternalKeys.parse("k3y-for-these-tests"),
                        OutboxLimits.DEFAULT.withMaxBytes(64 << 20).withInMemory(IN_MEMORY),
                        QUICK),
                InstantSource.fixed(Minutes.BEGIN),
                new Random(1));
    }

    private void startDelivery() throws IOException {
        delivery = delivery(backend.getPort());
        delivery.start();
    }

    @Test
    void everyKindOfResponseIsHandled() throws IOException {
        ScriptedDispatcher scripted = new ScriptedDispatcher();
        backend.setDispatcher(scripted);
        startDelivery();
        for (int i = 0; i < 7; i++) {
            delivery.append(Minutes.ofAuctions(10, i));
        }
        await().atMost(PATIENCE.multipliedBy(3)).until(() -> delivery.counters().waiting() == 0);
        DeliveryCounters counts = delivery.counters();
        assertThat(counts.sampled()).isEqualTo(70);
        assertThat(counts.snapshots().unaccounted()).isZero();
        assertThat(counts.snapshots().dropped()).isZero();
        assertThat(counts.posted()).isEqualTo(stored.rows().size());
        assertThat(counts.setAside()).isEqualTo(scripted.refused).isPositive();
        assertThat(stored.violations).isEmpty();
    }

    /** 200, 400, 422, 413, 429 with Retry-After, 500, a hang, a torn connection before and after it has stored. */
    private final class ScriptedDispatcher extends Dispatcher {

        private int requests;
        private int refused;

        @Override
        public synchronized MockResponse dispatch(RecordedRequest request) {
            MockResponse.Builder response = new MockResponse.Builder();
            ByteString body = Objects.requireNonNull(request.getBody());
            if (stored.has(request.getTarget(), body)) {
                return response.build();
            }
            switch (requests++ % 23) {
                case 2 -> refuse(response, 400);
                case 5 -> refuse(response, 422);
                case 8 -> refuse(response, 413);
                case 11 -> response.code(429).addHeader("Retry-After", "1");
                case 14 -> response.code(500);
                case 17 -> response.onResponseStart(SocketEffect.Stall.INSTANCE);
                case 20 -> response.onResponseStart(new SocketEffect.CloseSocket());
                case 21 -> {
                    stored.store(request.getTarget(), body);
                    response.onResponseStart(new SocketEffect.CloseSocket());
                }
                default -> stored.store(request.getTarget(), body);
            }
            return response.build();
        }

        private void refuse(MockResponse.Builder response, int status) {
            refused++;
            response.code(status).body("{\"success\":false,\"message\":\"no\"}");
        }
    }

    private final class StoringDispatcher extends Dispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            stored.store(request.getTarget(), Objects.requireNonNull(request.getBody()));
            return new MockResponse.Builder().build();
        }
    }

    @Test
    void aBackendThatDiesDuringAPostGetsItAgainWhenItIsBack() throws IOException {
        for (int i = 0; i < 8; i++) {
            backend.enqueue(new MockResponse.Builder()
                    .onRequestBody(new SocketEffect.CloseSocket())
                    .build());
        }
        startDelivery();
        delivery.append(Minutes.ofAuctions(50, 0));
        await().atMost(PATIENCE).until(() -> delivery.counters().failedPosts() > 0);
        int port = backend.getPort();
        backend.close();
        await().atMost(PATIENCE).until(() -> delivery.counters().backendUnavailable());
        backend = new MockWebServer();
        backend.setDispatcher(new StoringDispatcher());
        backend.start(port);
        await().atMost(PATIENCE).until(() -> delivery.counters().posted() == 50);
        assertThat(stored.rows()).hasSize(50);
        assertThat(delivery.counters().backendUnavailable()).isFalse();
    }

    @Test
    void aStopSendsTheLastMinute() throws IOException {
        backend.setDispatcher(new StoringDispatcher());
        startDelivery();
        delivery.append(Minutes.ofAuctions(100, 0));
        assertThat(delivery.close(PATIENCE)).isTrue();
        assertThat(stored.rows()).hasSize(100);
        assertThat(delivery.counters().posted()).isEqualTo(100);
        assertThat(delivery.close(PATIENCE)).as("again").isTrue();
    }

    @Test
    void aStopWhileTheBackendHangsIsInTimeAndLeavesTheMinuteOnDisk() throws IOException {
        for (int i = 0; i < 20; i++) {
            backend.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());
        }
        startDelivery();
        delivery.append(List.of(minute("a", 0)));
        assertThat(delivery.close(Duration.ofSeconds(4))).isTrue();
        assertThat(delivery.counters().waiting()).isEqualTo(1);
        backend.setDispatcher(new StoringDispatcher());
        startDelivery();
        await().atMost(PATIENCE).until(() -> delivery.counters().posted() == 1);
        assertThat(stored.rows()).hasSize(1);
    }

    @Test
    void aMinuteOfMoreAuctionsThanMemoryShouldHoldIsDelivered() throws IOException {
        backend.setDispatcher(new StoringDispatcher());
        startDelivery();
        delivery.append(Minutes.ofAuctions(2 * IN_MEMORY, 0));
        await().atMost(PATIENCE).until(() -> delivery.counters().posted() == 2 * IN_MEMORY);
        assertThat(delivery.counters().snapshots().dropped()).isZero();
    }

    @Test
    void snapshotsAfterTheStopAreLogged() throws Exception {
        startDelivery();
        delivery.close(PATIENCE);
        assertThat(LoggedLines.of(
                        SnapshotDelivery.class, () -> delivery.append(List.of(minute("a", 0), minute("b", 0)))))
                .containsExactly("snapshots were handed over after delivery had stopped and are lost snapshots=2");
    }

    @Test
    void aSecondProcessOnOneDirectoryIsRefused() throws IOException {
        startDelivery();
        SnapshotDelivery second = delivery(backend.getPort());
        assertThatThrownBy(second::start).isInstanceOf(IOException.class).hasMessageContaining("another process");
    }

    @Test
    void manyThreadsHandOverWhileItSends() throws Exception {
        backend.setDispatcher(new StoringDispatcher());
        startDelivery();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(each -> new Thread(() -> {
                    for (int i = 0; i < 50; i++) {
                        delivery.append(List.of(minute("t" + each, i)));
                        assertThat(delivery.counters().snapshots().unaccounted())
                                .isZero();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        await().atMost(PATIENCE).until(() -> delivery.counters().posted() == 400);
        assertThat(stored.rows()).hasSize(400);
        assertThat(stored.violations).isEmpty();
    }
}
