package dev.turnout.engine.abuse;

import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client that loses its line again and again, in every manner there is, and comes back each time with its pid and the
 * last offset it has. Remembers every event in the order it came. One thread.
 */
final class ReturningClient {

    private final AbusedEngine engine;
    private final Random random;
    private final List<String> events = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<RawWebSocket> halfOpen = new ArrayList<>();
    private RawWebSocket socket;
    private String pid = "";
    private String offset = "";

    /** Connects for the first time. */
    ReturningClient(AbusedEngine engine, long seed) throws IOException {
        this.engine = engine;
        this.random = new Random(seed);
        this.socket = engine.webSocket();
        connect("40");
    }

    private void connect(String packet) throws IOException {
        socket.send(packet);
        String connected = socket.text();
        ids.add(field("sid", connected));
        if (!ids.get(0).equals(field("sid", connected))) {
            throw new IOException(
                    "another session after " + events.size() + " events, coming back number " + ids.size());
        }
        pid = field("pid", connected);
    }

    private static String field(String name, String connected) throws IOException {
        if (!connected.startsWith("40{")) {
            throw new IOException("not connected: " + connected);
        }
        return connected.replaceFirst(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    /** Hears {@code count} events, and loses its line before about one in {@code patience} of them. */
    void hear(int count, int patience) throws IOException {
        while (events.size() < count) {
            if (random.nextInt(patience) == 0) {
                loseLine();
                comeBack();
            }
            String event = socket.text();
            int last = event.lastIndexOf(",\"");
            events.add(event.substring(0, last));
            offset = event.substring(last + 2, event.length() - 2);
        }
    }

    private void loseLine() throws IOException {
        switch (random.nextInt(3)) {
            case 0 -> socket.close();
            case 1 -> socket.connection().reset();
            default -> halfOpen.add(socket); // nobody is told
        }
    }

    private void comeBack() throws IOException {
        socket = engine.webSocket();
        connect(
                offset.isEmpty()
                        ? "40{\"pid\":\"" + pid + "\"}"
                        : "40{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
    }

    List<String> events() {
        return events;
    }

    /** The public id of each time it was connected. */
    List<String> ids() {
        return ids;
    }
}
