package dev.turnout.acceptance.soak;

import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An Engine.IO session over polling: one connection for GETs, of which one is always pending, and one for POSTs. */
final class PollingLink implements Link {

    private static final String SEPARATOR = "\u001e";

    private final Endpoint endpoint;
    private final String target;
    private final RawConnection gets;
    private final RawConnection posts;
    private final Cookies cookies;
    private final List<String> openPackets;

    private PollingLink(
            Endpoint endpoint,
            String target,
            RawConnection gets,
            RawConnection posts,
            Cookies cookies,
            List<String> openPackets) {
        this.endpoint = endpoint;
        this.target = target;
        this.gets = gets;
        this.posts = posts;
        this.cookies = cookies;
        this.openPackets = new ArrayList<>(openPackets);
    }

    /** @param target path and query, without transport and sid */
    static PollingLink open(Endpoint endpoint, String target, Cookies cookies) {
        RawConnection gets = endpoint.connect();
        HttpAnswer answer = gets.get(target + "&transport=polling", cookies.headers());
        cookies.read(answer);
        String open = checked(answer, "GET", cookies);
        String sid = open.replaceFirst("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        PollingLink link = new PollingLink(
                endpoint,
                target + "&sid=" + sid,
                gets,
                endpoint.connect(),
                cookies,
                List.of(open.split(SEPARATOR, -1)));
        link.poll();
        return link;
    }

    private void poll() {
        gets.sendRequest("GET", target + "&transport=polling", cookies.headers());
    }

    @Override
    public void send(String packet) {
        checked(posts.post(target + "&transport=polling", packet, cookies.headers()), "POST", cookies);
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
        List<String> packets = List.of(checked(gets.answer(), "GET", cookies).split(SEPARATOR, -1));
        poll();
        return packets;
    }

    /** An upgrade as clients do it. The packets of the pending GET come with the new transport. */
    record Upgraded(WebSocketLink link, List<String> packets) {}

    Upgraded upgrade() {
        WebSocketLink socket = WebSocketLink.open(endpoint, target + "&transport=websocket", cookies);
        try {
            socket.send("2probe");
            String answer = socket.text();
            if (!answer.equals("3probe")) {
                throw new AssertionError("a probe was answered " + answer);
            }
            List<String> packets =
                    List.of(checked(gets.answer(), "GET", cookies).split(SEPARATOR, -1));
            socket.send("5");
            gets.close();
            posts.close();
            return new Upgraded(socket, packets);
        } catch (UncheckedIOException e) {
            socket.reset();
            throw e;
        }
    }

    private static String checked(HttpAnswer answer, String method, Cookies cookies) {
        if (answer.status() != 200) {
            String what = "a " + method + " with " + cookies + " was answered " + answer;
            throw new UncheckedIOException(
                    cookies.isOther(answer) ? new RedirectedException(what) : new IOException(what));
        }
        return answer.body();
    }

    @Override
    public void reset() {
        gets.reset();
        posts.reset();
    }
}
