package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.ConnectionLedger.SessionPermit;
import dev.turnout.engine.Transport;
import dev.turnout.engine.websocket.CloseCode;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session (protocol revisions 3 and 4): heartbeat, transports, upgrade, close. Confined to its loop; does
 * no I/O but through {@link Poll} and {@link WebSocket}.
 *
 * <pre>
 *                 poll, post                    frames
 *  opened by    ┌─────────┐  upgrade packet  ┌───────────┐
 *  a GET ─────► │ POLLING │ ───────────────► │ WEBSOCKET │ ◄───── opened by a websocket
 *               └─────────┘  (after a probe) └───────────┘
 *   close by us, nobody polls │  │ client's close, timeout, error      │
 *                 ▼           │  ▼                                     ▼
 *           ┌─────────┐  poll │ ┌────────┐ ◄───────────────────────────┘
 *           │ LEAVING │ ──────┴►│ CLOSED │
 *           └─────────┘ timeout └────────┘
 * </pre>
 *
 * The listener hears of the end when LEAVING or CLOSED is entered, whichever comes first. A probing websocket lives in
 * {@link Upgrade}; its failure leaves the session in POLLING.
 */
public final class EngineIoSession extends Heartbeat implements WebSocket.Listener {

    private static final Logger log = LoggerFactory.getLogger(EngineIoSession.class);

    private enum State {
        POLLING,
        WEBSOCKET,
        LEAVING,
        CLOSED
    }

    private State state;
    private boolean webSocketGone;
    private boolean sendingEnded;
    private long packetRate;
    private @Nullable EngineIoListener listener;
    private @Nullable OutboundQueue queue;
    private @Nullable PollingTransport polling;
    private @Nullable WebSocket webSocket;
    private final SessionPermit permit;

    /** A session opened by a GET; lives in the registry until it is a websocket's or closed. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionPermit permit, SessionRegistry registry, String sid) {
        super(loop, form);
        this.permit = permit;
        opened(State.POLLING);
        polling = new PollingTransport(this, registry, sid);
    }

    /** A session opened by a websocket; no request ever needs its sid. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionPermit permit, WebSocket webSocket) {
        super(loop, form);
        this.permit = permit;
        this.webSocket = webSocket;
        opened(State.WEBSOCKET);
    }

    private void opened(State first) {
        state = first;
        packetRate = loop().deadlines().now();
        loop().counters().sessionOpened(transport());
        restartHeartbeat();
    }

    void listen(EngineIoListener whoListens) {
        listener = whoListens;
        whoListens.opened();
    }

    /** The client has connected to a namespace: nothing of its handshake is kept any more. */
    public void connected() {
        permit.connected();
    }

    public EventLoop eventLoop() {
        return loop().eventLoop();
    }

    public Transport transport() {
        return webSocket == null ? Transport.POLLING : Transport.WEBSOCKET;
    }

    /** The protocol revision, 3 or 4. */
    public int protocol() {
        return form().revision();
    }

    public boolean isOpen() {
        return state == State.POLLING || state == State.WEBSOCKET;
    }

    // ---- sending

    /**
     * Sends now if the client can take it, else keeps it within the limits; does nothing after the end. Never throws: a
     * failure ends this session, and a broadcast goes on to the others.
     */
    @Override
    public void send(FrameSource source) {
        if (sendingEnded) {
            return; // whatever followed would hide that something is missing
        }
        try {
            if (state == State.WEBSOCKET) {
                sendFrames(source);
            } else if (state == State.POLLING) {
                enqueue(source.outbound());
                polling().scheduleFlush();
            }
        } catch (RuntimeException | Error e) { // also no memory for the frames
            log.error("a session is closed because sending to it failed", e);
            endSending(CloseReason.SEND_FAILED);
        }
    }

    private void sendFrames(FrameSource source) {
        WebSocket socket = webSocket();
        if (!socket.isBacklogged()) {
            source.sendTo(socket, form());
            return;
        }
        Outbound outbound = source.outbound();
        if (outbound.replaces() != null) {
            if (queue == null) {
                socket.whenDrained(this::flushNewest);
            }
            enqueue(outbound);
        } else if (socket.pendingBytes() + outbound.size() > loop().outboundQueueBytes()) {
            endSending(CloseReason.OUTBOUND_QUEUE_FULL);
        } else {
            source.sendTo(socket, form());
        }
    }

    private void flushNewest() {
        takeQueued().forEach(this::send);
    }

    private void enqueue(Outbound outbound) {
        if (queue == null) {
            queue = new OutboundQueue();
        }
        if (queue.add(outbound)) {
            loop().counters().replacedOne();
        }
        if (queue.bytes() > loop().outboundQueueBytes()) {
            endSending(CloseReason.OUTBOUND_QUEUE_FULL);
        }
    }

    /**
     * Sends nothing more and ends the session in a task of its own: the current task may be in the middle of a broadcast
     * to the session's room.
     */
    private void endSending(CloseReason reason) {
        sendingEnded = true;
        queue = null;
        eventLoop().execute(() -> end(reason, Outbound.CLOSE));
    }

    boolean hasQueued() {
        return queue != null && !queue.isEmpty();
    }

    List<Outbound> takeQueued() {
        OutboundQueue taken = queue;
        queue = null;
        return taken == null ? List.of() : taken.takeAll();
    }

    // ---- packets

    void received(InboundPacket packet) {
        if (!withinRate() || listener == null) {
            return;
        }
        switch (packet.type()) {
            case MESSAGE -> {
                if (packet.binary()) {
                    listener.binary(packet.data());
                } else {
                    listener.text(packet.data());
                }
            }
            case CLOSE -> hungUp(Outbound.NOOP);
            case PING, PONG -> {
                if (!heard(packet)) {
                    end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
                }
            }
            default -> end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
        }
    }

    private boolean withinRate() {
        long next = loop().packetRate().next(packetRate, loop().deadlines().now());
        if (next == packetRate) {
            close(CloseReason.PACKET_RATE);
            return false;
        }
        packetRate = next;
        return true;
    }

    /** The heartbeat's next step is due, or the wait for a farewell is over. */
    @Override
    protected void expired() {
        if (state == State.CLOSED) {
            webSocket().abort();
        } else if (state == State.LEAVING) {
            closed(Outbound.CLOSE);
        } else if (!beat()) {
            end(CloseReason.PING_TIMEOUT, Outbound.CLOSE);
        }
    }

    // ---- websocket

    @Override
    public void message(WebSocket socket, boolean text, ByteBuf payload) {
        if (state != State.WEBSOCKET) {
            return;
        }
        try {
            received(text ? Packets.text(protocol(), payload) : Packets.binary(protocol(), payload));
        } catch (PacketFormatException e) {
            end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
        }
    }

    @Override
    public void otherFrame(WebSocket socket) {
        withinRate();
    }

    @Override
    public void violated(WebSocket socket, CloseCode code) {
        end(code == CloseCode.TOO_BIG ? CloseReason.PAYLOAD_TOO_LARGE : CloseReason.PARSE_ERROR, Outbound.CLOSE);
    }

    @Override
    public void closed(WebSocket socket) {
        webSocketGone = true;
        cancelDeadline();
        hungUp(Outbound.CLOSE);
    }

    // ---- polling

    /** Whether requests may go on with it. */
    boolean polls() {
        expireIfDue();
        return state == State.POLLING;
    }

    /** Whether all it waits for is the client that comes for the last packets. */
    boolean leaves() {
        return state == State.LEAVING;
    }

    PollingTransport polling() {
        if (polling == null) {
            throw new IllegalStateException("does not poll");
        }
        return polling;
    }

    /** The client switches: what is queued and all that follows goes by the websocket. */
    void upgraded(WebSocket socket) {
        if (state == State.CLOSED) {
            socket.close(CloseCode.NORMAL);
            return;
        }
        boolean leaving = state == State.LEAVING;
        PollingTransport left = polling();
        polling = null;
        left.end();
        webSocket = socket;
        socket.handOver(this);
        left.answer(List.of(Outbound.NOOP));
        state = State.WEBSOCKET;
        takeQueued().forEach(this::send);
        if (leaving) {
            state = State.CLOSED;
            permit.release();
            socket.close(CloseCode.NORMAL);
        } else {
            loop().counters().transportChanged(Transport.POLLING, Transport.WEBSOCKET);
        }
    }

    // ---- the end

    /** Ends the session from this side; what was sent before still reaches a client that reads. */
    public void close(CloseReason reason) {
        if (state == State.POLLING && !polling().isWaiting() && !sendingEnded) {
            state = State.LEAVING;
            loop().farewells().restart(this);
            tellListener(reason);
        } else {
            end(reason, Outbound.CLOSE);
        }
    }

    /** The client has hung up. */
    void hungUp(Outbound last) {
        end(hangUpReason(), last);
    }

    /** However a session ends without LEAVING first, it ends here. {@code last} is what a waiting GET ends with. */
    void end(CloseReason reason, Outbound last) {
        if (!isOpen()) {
            return;
        }
        closed(last);
        tellListener(reason);
        if (webSocket != null && !webSocketGone) {
            if (sendingEnded || reason == CloseReason.PING_TIMEOUT) {
                webSocket.abort();
            } else {
                webSocket.close(CloseCode.of(reason));
                loop().farewells().restart(this);
            }
        }
    }

    /** Nothing more comes or goes; a GET that waits gets what is queued, and {@code last}. */
    void closed(Outbound last) {
        state = State.CLOSED;
        permit.release();
        cancelDeadline();
        if (polling != null) {
            List<Outbound> packets = new ArrayList<>(takeQueued());
            packets.add(last);
            polling.end(); // before the answer, which may let the connection's next request in
            polling.answer(packets);
        }
        queue = null;
    }

    private CloseReason hangUpReason() {
        return listener == null ? CloseReason.TRANSPORT_CLOSE : listener.hangUpReason();
    }

    private void tellListener(CloseReason reason) {
        loop().counters().sessionClosed(transport(), reason);
        EngineIoListener told = listener;
        listener = null;
        permit.connected(); // the listener lets go of the handshake
        if (told != null) {
            told.closed(reason);
        }
    }

    private WebSocket webSocket() {
        if (webSocket == null) {
            throw new IllegalStateException("no websocket");
        }
        return webSocket;
    }
}
