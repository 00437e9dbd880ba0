package dev.turnout.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One session of the audience that requests the list of viewers, with raw frames of Engine.IO over WebSocket. */
public final class ListSession implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 20;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int requests;

    private ListSession(int port) {
        URI address = URI.create("ws://127.0.0.1:" + port + "/auction/?EIO=4&transport=websocket&slug=auction-bench");
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Receiver())
                .join();
    }

    public static ListSession connect(int port) throws IOException {
        ListSession session = new ListSession(port);
        session.send("40");
        session.await("40");
        return session;
    }

    /** The list as JSON, and how long it took to get it. */
    public record Answer(String list, double millis) {}

    public Answer list() throws IOException {
        int id = requests++;
        long before = System.nanoTime();
        send("42" + id + "[\"viewers\"]");
        String list = await("43" + id + "[");
        return new Answer(list, (System.nanoTime() - before) / 1e6);
    }

    private void send(String frame) {
        socket.sendText(frame, true).join();
    }

    /** Counts that arrive meanwhile are skipped, pings answered. */
    private String await(String prefix) throws IOException {
        try {
            for (String frame = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    frame != null;
                    frame = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                if (frame.startsWith(prefix)) {
                    return frame;
                }
                if (frame.equals("2")) {
                    send("3");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("no frame " + prefix + "… within " + TIMEOUT_SECONDS + " s");
    }

    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder frame = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                received.add(frame.toString());
                frame.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
