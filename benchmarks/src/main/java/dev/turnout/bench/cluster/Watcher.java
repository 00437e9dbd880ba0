package dev.turnout.bench.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One session over a WebSocket that notes when it received which event. */
final class Watcher implements WebSocket.Listener {

    private static final Pattern EVENT = Pattern.compile("^42\\[\"bid\",\\{\"n\":(\\d+)");

    private final AtomicInteger events = new AtomicInteger();
    private final Map<Integer, Long> receivedAt = new ConcurrentHashMap<>();
    private final StringBuilder message = new StringBuilder();
    private final CompletableFuture<Watcher> connected = new CompletableFuture<>();

    private Watcher() {}

    static CompletableFuture<Watcher> join(Nodes nodes, int node, String auction) {
        return join(nodes.client(), nodes.webSocket(node, auction));
    }

    static CompletableFuture<Watcher> join(HttpClient client, URI webSocket) {
        Watcher watcher = new Watcher();
        Object unused = client.newWebSocketBuilder()
                .buildAsync(webSocket, watcher)
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        watcher.connected.completeExceptionally(failure);
                    }
                });
        return watcher.connected;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        message.append(part);
        socket.request(1);
        if (!last) {
            return CompletableFuture.completedStage(null);
        }
        String text = message.toString();
        message.setLength(0);
        if (text.startsWith("0")) {
            return socket.sendText("40", true);
        }
        if (text.startsWith("2")) {
            return socket.sendText("3", true);
        }
        if (text.startsWith("40")) {
            connected.complete(this);
        }
        Matcher event = EVENT.matcher(text);
        if (event.find()) {
            receivedAt.put(Integer.parseInt(event.group(1)), System.nanoTime());
            events.incrementAndGet();
        }
        return CompletableFuture.completedStage(null);
    }

    int events() {
        return events.get();
    }

    /** Monotonic nanoseconds. */
    long receivedAt(int event) {
        return receivedAt.getOrDefault(event, Long.MAX_VALUE);
    }
}
