package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A client that does nothing wrong, and should not notice that others do. It answers pings by itself. */
final class ControlClient implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** What follows an event's number: perhaps an offset. */
    private static final Pattern EVENT_END = Pattern.compile("(,\"[^\"]*\")?]$");

    private final WebSocket socket;
    private final ConcurrentMap<String, Boolean> heard = new ConcurrentHashMap<>();
    private final AtomicInteger said = new AtomicInteger();
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    /** Why its connection ended; empty while it is open. */
    private volatile String end = "";

    ControlClient(int port) {
        this(CLIENT, "ws", port);
    }

    /** One who comes by TLS. */
    ControlClient(int port, SSLContext tls) {
        this(HttpClient.newBuilder().sslContext(tls).build(), "wss", port);
    }

    private ControlClient(HttpClient client, String scheme, int port) {
        socket = client.newWebSocketBuilder()
                .buildAsync(
                        URI.create(scheme + "://127.0.0.1:" + port + AbusedEngine.PATH + "?EIO=4&transport=websocket"),
                        new EventListener())
                .join();
        send(socket, "40").join();
        awaitMessage("40{", "is let in");
    }

    /** After the previous message was sent, since the answer to a ping may be under way and only one may be. */
    private synchronized CompletableFuture<?> send(WebSocket webSocket, String message) {
        sent = sent.thenCompose(before -> webSocket.sendText(message, true));
        return sent;
    }

    private final class EventListener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            webSocket.request(1);
            message.append(data);
            if (!last) {
                return null;
            }
            String whole = message.toString();
            message.setLength(0);
            if (whole.equals("2")) {
                return send(webSocket, "3");
            }
            if (whole.startsWith("40{")) {
                heard.put("40{", true);
            } else if (whole.startsWith("42[\"still here")) {
                heard.put(EVENT_END.matcher(whole).replaceFirst(""), true);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            end = "closed: " + status + " " + reason;
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            end = "failed: " + error;
        }
    }

    /** It is still there and is served. */
    void isUndisturbed() {
        String event = "42[\"still here\"," + said.incrementAndGet();
        send(socket, event + "]").join();
        awaitMessage(event, "is heard");
        assertThat(end).as("why the control client was closed").isEmpty();
    }

    private void awaitMessage(String message, String what) {
        await("the neighbour " + what)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> heard.remove(message) != null || !end.isEmpty());
    }

    @Override
    public void close() {
        socket.abort();
    }
}
