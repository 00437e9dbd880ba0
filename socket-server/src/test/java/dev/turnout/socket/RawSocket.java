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
 * The least that makes a Socket.IO client (protocol 5 over a websocket): connects, answers pings unless it has gone
 * silent, notes the counts. There can be thousands.
 */
final class RawSocket implements WebSocket.Listener {

    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final AtomicInteger countFrames = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private volatile int lastCount = -1;
    private volatile boolean silent;
    private volatile @Nullable String refusal;
    private @Nullable WebSocket webSocket;

    /** Completes when the server has answered the CONNECT. */
    static CompletableFuture<RawSocket> watch(HttpClient client, LiveServer server, String auction) {
        RawSocket socket = new RawSocket();
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

    /** From now on it hears nothing and says nothing, as behind a cable that was cut. */
    void goSilent() {
        silent = true;
    }

    void disconnect() {
        send("41");
    }

    void closeLine() {
        opened().sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failure -> null);
    }

    void killLine() {
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
        if (silent) {
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
