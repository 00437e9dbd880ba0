package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Viewers of one auction that measure how the server treats them while somebody else abuses it: an event is published
 * every 50 ms, and each viewer records how long it took; health is read as often.
 */
public final class HonestCrowd implements AutoCloseable {

    private static final int VIEWERS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<WebSocket> sockets = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> healthLatencies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final ScheduledExecutorService publisher = Executors.newScheduledThreadPool(2);
    private final Product product;
    private final String auction;

    public HonestCrowd(Product product) {
        this.product = product;
        this.auction = product.newAuction();
        int port = product.socketServer().port();
        URI uri = URI.create("ws://127.0.0.1:" + port + "/auction/?EIO=4&transport=websocket&slug=auction-" + auction);
        for (int i = 0; i < VIEWERS; i++) {
            sockets.add(
                    client.newWebSocketBuilder().buildAsync(uri, new Listener()).join());
        }
        await().atMost(PATIENCE).until(() -> joined.get() == VIEWERS);
        publisher.scheduleWithFixedDelay(guarded(this::publish), 0, 50, TimeUnit.MILLISECONDS);
        publisher.scheduleWithFixedDelay(guarded(this::checkHealth), 0, 50, TimeUnit.MILLISECONDS);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
    }

    private void publish() {
        var data = Json.of("{'at':'" + System.nanoTime() + "'}");
        assertThat(product.internalApi().publishes(auction, "tick", data)).isEqualTo(VIEWERS);
        published.incrementAndGet();
    }

    private void checkHealth() {
        long start = System.nanoTime();
        assertThat(product.socketServer().http().get("/health/ready").status()).isEqualTo(200);
        healthLatencies.add(System.nanoTime() - start);
    }

    /** How long events took to each viewer since this was asked before. */
    public Latencies latenciesOfEvents() {
        return Latencies.takenFrom(latencies);
    }

    /** The same of answers to health checks. */
    public Latencies latenciesOfHealth() {
        return Latencies.takenFrom(healthLatencies);
    }

    /** Events so far. */
    public int published() {
        return published.get();
    }

    public int events() {
        return latencies.size();
    }

    /** Stops publishing; every viewer must have received every event, and none may have lost its session. */
    public void hasLostNothing() throws InterruptedException {
        publisher.shutdown();
        assertThat(publisher.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(failure.get()).isNull();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(received.get()).isEqualTo(published.get() * VIEWERS));
        assertThat(product.internalApi().count(auction)).isEqualTo(VIEWERS);
    }

    @Override
    public void close() {
        publisher.shutdownNow();
        sockets.forEach(WebSocket::abort);
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                message(socket, text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void message(WebSocket socket, String packet) {
            if (packet.startsWith("0{")) {
                socket.sendText("40", true);
            } else if (packet.startsWith("40")) {
                joined.incrementAndGet();
            } else if (packet.equals("2")) {
                socket.sendText("3", true);
            } else if (packet.startsWith("42[\"tick\"")) {
                String at = packet.replaceFirst(".*\"at\":\"(-?\\d+)\".*", "$1");
                latencies.add(System.nanoTime() - Long.parseLong(at));
                received.incrementAndGet();
            }
        }
    }
}
