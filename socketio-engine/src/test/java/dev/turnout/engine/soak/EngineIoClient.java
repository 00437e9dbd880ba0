package dev.turnout.engine.soak;

import dev.turnout.engine.websocket.ClientFrames;
import dev.turnout.engine.websocket.ServerFrames.ServerFrame;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client of one Engine.IO session: polling, a WebSocket, or the upgrade from one to the other (Engine.IO protocol,
 * "Upgrade"). Sends ASCII only. Confined to its loop.
 */
final class EngineIoClient implements ClientConnection.Listener {

    /** Is called until the session ends, from whichever side. */
    interface Owner {
        void opened();

        void message(String message);

        void upgraded();

        /** The probing WebSocket has closed, and polling continues. */
        void probeDropped();

        /** The server, or the network, has ended it. */
        void ended(String how);
    }

    /** What the client does after the server has answered the probe. */
    enum Probe {
        TO_BE_USED,
        TO_BE_DROPPED
    }

    private static final char SEPARATOR = 0x1e;
    private static final int CLOSE_MILLIS = 500;

    private final EventLoop loop;
    private final int port;
    private final int receiveBuffer;
    private final int revision;
    private final Owner owner;
    private final List<String> outbox = new ArrayList<>();
    private String target;
    private @Nullable ClientConnection gets;
    private @Nullable ClientConnection posts;
    private @Nullable ClientConnection socket;
    private Probe probe = Probe.TO_BE_USED;
    private boolean webSocket;
    private boolean switching;
    private boolean getting;
    private boolean posting;
    private boolean unresponsive;
    private boolean over;

    /**
     * @param target path and query of the requests, without transport
     * @param receiveBuffer see {@link ClientConnection}
     */
    EngineIoClient(EventLoop loop, int port, int receiveBuffer, int revision, String target, Owner owner) {
        this.loop = loop;
        this.port = port;
        this.receiveBuffer = receiveBuffer;
        this.revision = revision;
        this.target = target;
        this.owner = owner;
    }

    private ClientConnection connection() {
        return new ClientConnection(loop, port, receiveBuffer, this);
    }

    void open(boolean byWebSocket) {
        webSocket = byWebSocket;
        if (byWebSocket) {
            socket = connection();
            socket.askForWebSocket(target + "&transport=websocket");
        } else {
            gets = connection();
            posts = connection();
            poll();
        }
    }

    // ---- to the server

    /** Sends a message, or keeps it until the transport can send it. */
    void send(String message) {
        packet("4" + message);
    }

    void packet(String packet) {
        if (over || unresponsive) {
            return;
        }
        outbox.add(packet);
        flush();
    }

    private void flush() {
        if (outbox.isEmpty() || switching) {
            return;
        }
        if (webSocket && socket != null) {
            outbox.forEach(socket::frame);
            outbox.clear();
        } else if (!posting && posts != null) {
            posting = true;
            posts.post(target + "&transport=polling", payload());
            outbox.clear();
        }
    }

    private String payload() {
        if (revision == 4) {
            return String.join(String.valueOf(SEPARATOR), outbox);
        }
        StringBuilder payload = new StringBuilder();
        outbox.forEach(packet -> payload.append(packet.length()).append(':').append(packet));
        return payload.toString();
    }

    private void poll() {
        if (!getting && !switching && !unresponsive && !over && gets != null) {
            getting = true;
            gets.get(target + "&transport=polling");
        }
    }

    /** Whether everything has been written and no request is under way. */
    boolean isIdle() {
        return outbox.isEmpty() && !posting && !switching && (webSocket || socket == null);
    }

    boolean canUpgrade() {
        return !webSocket && socket == null;
    }

    void upgrade(Probe whatFor) {
        probe = whatFor;
        socket = connection();
        socket.askForWebSocket(target + "&transport=websocket");
        socket.frame("2probe");
    }

    // ---- from the server

    @Override
    public void answered(ClientConnection connection, int status, String body) {
        if (status != 200) {
            end(connection == socket && !webSocket, "HTTP " + status + " " + body);
        } else if (connection == gets) {
            getting = false;
            packets(body).forEach(this::received);
            switchWhenQuiet();
            poll();
        } else if (connection == posts) {
            posting = false;
            switchWhenQuiet();
            flush();
        }
    }

    private List<String> packets(String payload) {
        if (revision == 4) {
            return List.of(payload.split(String.valueOf(SEPARATOR), -1));
        }
        List<String> packets = new ArrayList<>();
        int at = 0;
        while (at < payload.length()) {
            int colon = payload.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(payload.substring(at, colon));
            packets.add(payload.substring(colon + 1, end));
            at = end;
        }
        return packets;
    }

    @Override
    public void frame(ClientConnection connection, ServerFrame frame) {
        if (frame.opcode() == ClientFrames.CLOSE) {
            end(!webSocket, "websocket closed " + frame.closeCode());
        } else if (frame.opcode() == ClientFrames.PING) {
            connection.pong();
        } else if (webSocket) {
            received(frame.text());
        } else if (!frame.text().equals("3probe")) {
            end(false, "a probe answered " + frame.text());
        } else if (probe == Probe.TO_BE_DROPPED) {
            dropProbe();
        } else {
            switching = true;
            switchWhenQuiet();
        }
    }

    private void dropProbe() {
        if (socket != null) {
            socket.reset();
            socket = null;
            owner.probeDropped();
        }
    }

    /** The client switches when no request of its own is under way any more. */
    private void switchWhenQuiet() {
        if (switching && !getting && !posting && socket != null) {
            switching = false;
            webSocket = true;
            socket.frame("5");
            if (gets != null && posts != null) {
                gets.close();
                posts.close();
            }
            owner.upgraded();
            flush();
        }
    }

    private void received(String packet) {
        if (over || unresponsive) {
            return;
        }
        switch (packet.charAt(0)) {
            case '0' -> opened(packet);
            case '1' -> end(false, "close packet");
            case '2' -> packet("3");
            case '4' -> owner.message(packet.substring(1));
            default -> {
                // a pong of revision 3, or noop
            }
        }
    }

    private void opened(String packet) {
        if (!webSocket) {
            target += "&sid=" + packet.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        }
        owner.opened();
    }

    @Override
    public void ended(ClientConnection connection) {
        end(connection == socket && !webSocket, "connection lost");
    }

    /** @param onlyProbe only the probing WebSocket has closed, and polling continues */
    private void end(boolean onlyProbe, String how) {
        if (over) {
            return;
        }
        if (onlyProbe) {
            dropProbe();
            switching = false;
            poll();
            flush();
        } else {
            reset();
            owner.ended(how + (webSocket ? " (websocket)" : " (polling)"));
        }
    }

    // ---- disturbances

    /** Reads nothing for a while. */
    void reads(boolean on) {
        for (@Nullable ClientConnection connection : new @Nullable ClientConnection[] {gets, socket}) {
            if (connection != null && !over) {
                connection.reads(on && !unresponsive);
            }
        }
    }

    /** Neither reads nor sends any more; the connections stay open. */
    void stopResponding() {
        unresponsive = true;
        reads(false);
        for (@Nullable ClientConnection connection : new @Nullable ClientConnection[] {gets, posts, socket}) {
            if (connection != null) {
                connection.ignore();
            }
        }
    }

    /** Every connection ends with a reset. */
    void reset() {
        over = true;
        for (@Nullable ClientConnection connection : new @Nullable ClientConnection[] {gets, posts, socket}) {
            if (connection != null) {
                connection.reset();
            }
        }
    }

    /** The client's own end: a close frame, or a close packet. */
    void close() {
        if (webSocket && socket != null) {
            socket.closeFrame();
        } else {
            packet("1");
        }
        unresponsive = true;
        for (@Nullable ClientConnection connection : new @Nullable ClientConnection[] {gets, posts, socket}) {
            if (connection != null) {
                connection.ignore();
            }
        }
        loop.schedule(this::reset, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
