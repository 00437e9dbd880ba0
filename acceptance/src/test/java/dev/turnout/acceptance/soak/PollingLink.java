package dev.turnout.acceptance.soak;

import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An Engine.IO session over polling: one connection for GETs, of which one is always pending, and one for POSTs. */
final class PollingLink implements Link {

    private static final String SEPARATOR = "\u001e";

    private final int port;
    private final String target;
    private final RawConnection gets;
    private final RawConnection posts;
    private final List<String> openPackets;

    private PollingLink(int port, String target, RawConnection gets, RawConnection posts, List<String> openPackets) {
        this.port = port;
        this.target = target;
        this.gets = gets;
        this.posts = posts;
        this.openPackets = new ArrayList<>(openPackets);
    }

    /** @param target path and query, without transport and sid */
    static PollingLink open(int port, String target) {
        RawConnection gets = RawConnection.to(port);
        String open = checked(gets.get(target + "&transport=polling"));
        String sid = open.replaceFirst("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        PollingLink link = new PollingLink(
                port, target + "&sid=" + sid, gets, RawConnection.to(port), List.of(open.split(SEPARATOR, -1)));
        link.poll();
        return link;
    }

    private void poll() {
        gets.sendRequest("GET", target + "&transport=polling");
    }

    @Override
    public void send(String packet) {
        checked(posts.post(target + "&transport=polling", packet));
    }

    @Override
    public List<String> receive(Duration time) {
        if (!openPackets.isEmpty()) {
            List<String> packets = List.copyOf(openPackets);
            openPackets.clear();
            return packets;
        }
        if (!gets.hasByteWithin(time)) {
            return List.of();
        }
        List<String> packets = List.of(checked(gets.answer()).split(SEPARATOR, -1));
        poll();
        return packets;
    }

    /** An upgrade as clients do it. The packets of the pending GET come with the new transport. */
    record Upgraded(WebSocketLink link, List<String> packets) {}

    Upgraded upgrade() {
        RawWebSocket socket = RawWebSocket.open(port, target + "&transport=websocket");
        socket.send("2probe");
        String answer = socket.text();
        if (!answer.equals("3probe")) {
            throw new AssertionError("a probe was answered " + answer);
        }
        List<String> packets = List.of(checked(gets.answer()).split(SEPARATOR, -1));
        socket.send("5");
        gets.close();
        posts.close();
        return new Upgraded(new WebSocketLink(socket), packets);
    }

    private static String checked(HttpAnswer answer) {
        if (answer.status() != 200) {
            throw new UncheckedIOException(new EOFException("answered " + answer));
        }
        return answer.body();
    }

    @Override
    public void reset() {
        gets.reset();
        posts.reset();
    }
}
