package dev.turnout.socket;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A minimal Socket.IO client (protocol 5 over a WebSocket): connects, answers pings until it stops responding, records the
 * counts. Asynchronous, so that there can be thousands.
 */
final class WatchingClient implements WebSocket.Listener {

    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final AtomicInteger countFrames = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private volatile int lastCount = -1;
    private volatile boolean unresponsive;
    private volatile @Nullable String refusal;
    private @Nullable WebSocket webSocket;

    /** Completes when the server has answered the CONNECT. */
    static CompletableFuture<WatchingClient> watch(HttpClient client, LiveServer server, String auction) {
        WatchingClient socket = new WatchingClient();
        URI http = server.uri("/auction/?EIO=4&transport=websocket&slug=auction-" + auction);
        URI uri = URI.create("ws" + http.toString().substring("http".length()));
        return client.newWebSocketBuilder()
                .buildAsync(uri, socket)
                .thenCompose(opened -> socket.connected)
                .thenApply(done -> socket);
    }

    int lastCount() {
        return lastCount;
    }

    int countFrames() {
        return countFrames.get();
    }

    @Nullable String refusal() {
        return refusal;
    }

    boolean isGone() {
        return gone.isDone();
    }

    /** From now on it ignores and sends nothing, as behind a cut cable. */
    void stopResponding() {
        unresponsive = true;
    }

    void disconnect() {
        send("41");
    }

    void close() {
        opened().sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failure -> null);
    }

    void abort() {
        opened().abort();
    }

    private WebSocket opened() {
        WebSocket opened = webSocket;
        if (opened == null) {
            throw new IllegalStateException("not open");
        }
        return opened;
    }

    private void send(String packet) {
        opened().sendText(packet, true).exceptionally(failure -> null);
    }

    @Override
    public void onOpen(WebSocket opened) {
        webSocket = opened;
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            packet(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void packet(String packet) {
        if (unresponsive) {
            return;
        }
        if (packet.startsWith("0")) {
            send("40");
        } else if (packet.equals("2")) {
            send("3");
        } else if (packet.startsWith("40")) {
            connected.complete(null);
        } else if (packet.startsWith("44")) {
            refusal = packet.substring(2);
            connected.complete(null);
        } else if (packet.startsWith("42[\"viewerCountUpdate\",")) {
            JsonNode event = LiveServer.json(packet.substring(2));
            countFrames.incrementAndGet();
            lastCount = event.get(1).intValue();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket closed, int statusCode, String reason) {
        gone.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket failed, Throwable error) {
        connected.completeExceptionally(error);
        gone.complete(null);
    }
}
