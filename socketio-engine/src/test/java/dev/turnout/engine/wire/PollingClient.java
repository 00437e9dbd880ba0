package dev.turnout.engine.wire;

import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.util.Arrays;
import java.util.List;

/** A long-polling session over two kept connections, as browsers have them: one for GETs, one for POSTs. */
final class PollingClient implements AutoCloseable {

    private final String target;
    private final int revision;
    private final int port;
    private final RawConnection gets;
    private final RawConnection posts;

    private PollingClient(int port, String path, int revision) {
        this.port = port;
        this.revision = revision;
        this.gets = RawConnection.to(port);
        this.posts = RawConnection.to(port);
        String handshake = path + "?EIO=" + revision + "&transport=polling";
        String open = gets.get(handshake).body();
        int start = open.indexOf("\"sid\":\"") + 7;
        this.target = handshake + "&sid=" + open.substring(start, open.indexOf('"', start));
    }

    static PollingClient open(WireServer server, String path) {
        return new PollingClient(server.port(), path, 4);
    }

    static PollingClient openRevision3(WireServer server, String path) {
        return new PollingClient(server.port(), path, 3);
    }

    /** Path and query of this session's requests. */
    String target() {
        return target;
    }

    /** Sends packets and waits until they are taken. */
    PollingClient sends(String... packets) {
        HttpAnswer answer = posts(payload(packets));
        if (!answer.toString().equals("200 ok")) {
            throw new AssertionError("the POST was answered " + answer);
        }
        return this;
    }

    private String payload(String... packets) {
        if (revision == 4) {
            return String.join("\u001e", packets);
        }
        StringBuilder payload = new StringBuilder();
        Arrays.stream(packets)
                .forEach(packet -> payload.append(packet.length()).append(':').append(packet));
        return payload.toString();
    }

    HttpAnswer posts(String body) {
        return posts.post(target, body);
    }

    HttpAnswer posts(byte[] body) {
        return posts.post(target, "application/octet-stream", body);
    }

    /** A GET and its answer. */
    HttpAnswer gets() {
        return gets.get(target);
    }

    /** The packets that the next GET brings, of revision 4. */
    List<String> packets() {
        HttpAnswer answer = gets();
        if (answer.status() != 200) {
            throw new AssertionError("the GET was answered " + answer);
        }
        return List.of(answer.body().split("\u001e", -1));
    }

    /** Sends a GET and does not wait. */
    PollingClient beginsToGet() {
        gets.sendRequest("GET", target);
        return this;
    }

    /** What the GET that was begun is answered. */
    HttpAnswer finishesToGet() {
        return gets.answer();
    }

    /** The line that GETs go over. */
    RawConnection getLine() {
        return gets;
    }

    /** A GET on a line of its own. */
    HttpAnswer getsElsewhere() {
        try (RawConnection other = RawConnection.to(port)) {
            return other.get(target);
        }
    }

    WebSocketClient opensWebSocket() {
        return WebSocketClient.open(port, webSocketTarget());
    }

    HttpAnswer asksForWebSocket() {
        try (RawConnection other = RawConnection.to(port)) {
            return WebSocketClient.handshake(other, webSocketTarget());
        }
    }

    String webSocketTarget() {
        return target.replace("transport=polling", "transport=websocket");
    }

    /** A whole upgrade. */
    WebSocketClient upgrades() {
        WebSocketClient socket = opensWebSocket().send("2probe");
        String answer = socket.next();
        if (!answer.equals("3probe")) {
            throw new AssertionError("the probe was answered " + answer);
        }
        return socket.send("5");
    }

    @Override
    public void close() {
        gets.close();
        posts.close();
    }
}
