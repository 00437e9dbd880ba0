package dev.turnout.backend.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request is handled at a time, two may wait. */
class RequestQueueTest {

    private static final TrustedProxies PROXIES = TrustedProxies.of(List.of("127.0.0.1"));

    private final Semaphore mayEnd = new Semaphore(0);
    private final LinkedBlockingQueue<String> handled = new LinkedBlockingQueue<>();
    private final MemoryBudget memory = new MemoryBudget(1 << 20, 1 << 20, PROXIES);
    private final RequestQueue queue = new RequestQueue(1, 2, memory, PROXIES);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        queue.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws InterruptedException {
                handled.add(Request.getPathInContext(request));
                mayEnd.acquire();
                callback.succeeded();
                return true;
            }
        });
        server.setHandler(queue);
        server.addConnector(connector);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        mayEnd.release(100);
        server.stop();
    }

    private CompletableFuture<Integer> get(String client, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                .header("X-Forwarded-For", client)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private CompletableFuture<Integer> waiting(String client, String path, int waiting) {
        CompletableFuture<Integer> status = get(client, path);
        await().until(() -> queue.waiting() == waiting);
        return status;
    }

    @Test
    void anotherClientIsServedNextThoughTheQueueIsFull() throws Exception {
        List<CompletableFuture<Integer>> ofOne = new ArrayList<>();
        ofOne.add(get("203.0.113.1", "/1"));
        assertThat(handled.poll(10, SECONDS)).isEqualTo("/1");
        ofOne.add(waiting("203.0.113.1", "/2", 1));
        ofOne.add(waiting("203.0.113.1", "/3", 2));
        assertThat(get("203.0.113.1", "/4").get(10, SECONDS)).isEqualTo(503);

        CompletableFuture<Integer> ofOther = get("203.0.113.9", "/other");
        assertThat(ofOne.get(2).get(10, SECONDS))
                .as("the newest of the one with most")
                .isEqualTo(503);
        assertThat(queue.refusedWhenFull()).isEqualTo(2);

        mayEnd.release(3);
        assertThat(ofOther.get(10, SECONDS)).isEqualTo(200);
        assertThat(ofOne.get(1).get(10, SECONDS)).isEqualTo(200);
        assertThat(handled).containsExactly("/2", "/other");
        assertThat(memory.total()).isZero();
    }

    @Test
    void oneScrapeOfTheMetricsAtATimeDoesNotWait() throws Exception {
        CompletableFuture<Integer> running = get("203.0.113.1", "/1");
        assertThat(handled.poll(10, SECONDS)).isEqualTo("/1");
        CompletableFuture<Integer> scrape = get("203.0.113.2", "/metrics");
        assertThat(handled.poll(10, SECONDS)).isEqualTo("/metrics");
        CompletableFuture<Integer> second = waiting("203.0.113.3", "/metrics", 1);

        mayEnd.release(3);
        for (CompletableFuture<Integer> status : List.of(running, scrape, second)) {
            assertThat(status.get(10, SECONDS)).isEqualTo(200);
        }
        mayEnd.release();
        assertThat(get("203.0.113.2", "/metrics").get(10, SECONDS)).isEqualTo(200);
    }

    @Test
    void afterAllWereServedTheNextOneIsHandledAtOnce() throws Exception {
        mayEnd.release(100);
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            statuses.add(get("203.0.113." + i, "/" + i));
        }
        for (CompletableFuture<Integer> status : statuses) {
            assertThat(status.get(10, SECONDS)).isIn(200, 503);
        }
        assertThat(get("203.0.113.1", "/last").get(10, SECONDS)).isEqualTo(200);
        assertThat(queue.waiting()).isZero();
    }
}
