package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.engine.websocket.CloseCode;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    private enum State {
        POLLING,
        WEBSOCKET,
        LEAVING,
        CLOSED
    }

    private State state;
    private boolean flushScheduled;
    private boolean webSocketGone;
    private boolean overflowed;
    private long packetRate;
    private @Nullable EngineIoListener listener;
    private @Nullable OutboundQueue queue;
    private @Nullable PollingTransport polling;
    private @Nullable Upgrade upgrade;
    private @Nullable WebSocket webSocket;
    private @Nullable Runnable onEnd;

    /** A session opened by a GET; lives in the registry until it is a websocket's or closed. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionRegistry registry, String sid) {
        super(loop, form);
        polling = new PollingTransport(form, registry, sid);
        polling.register(this);
        opened(State.POLLING);
    }

    /** A session opened by a websocket; no request ever needs its sid. */
    EngineIoSession(EngineLoop loop, WireForm form, WebSocket webSocket) {
        super(loop, form);
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

    /** What to do once when the session has ended, for whatever reason. */
    void whenEnded(@Nullable Runnable task) {
        onEnd = task;
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

    /** Sends now if the client can take it, else keeps it within the limits; does nothing after the end. */
    @Override
    public void send(FrameSource source) {
        if (overflowed) {
            return; // whatever followed would hide that something is missing
        }
        if (state == State.WEBSOCKET) {
            sendFrames(source);
        } else if (state == State.POLLING) {
            enqueue(source.outbound());
            scheduleFlush();
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
            overflow();
        } else {
            source.sendTo(socket, form());
        }
    }

    private void flushNewest() {
        OutboundQueue newest = queue;
        queue = null;
        if (newest != null && state == State.WEBSOCKET) {
            newest.takeAll().forEach(this::send);
        }
    }

    private void enqueue(Outbound outbound) {
        if (queue == null) {
            queue = new OutboundQueue();
        }
        if (queue.add(outbound)) {
            loop().counters().replacedOne();
        }
        if (queue.bytes() > loop().outboundQueueBytes()) {
            overflow();
        }
    }

    /** Nothing more goes out; the end comes next, not within the task that sends: it may be in the midst of a room. */
    private void overflow() {
        overflowed = true;
        queue = null;
        eventLoop().execute(() -> end(CloseReason.OUTBOUND_QUEUE_FULL, Outbound.CLOSE));
    }

    /** Answers the waiting poll once the current task has said all it has to say. */
    private void scheduleFlush() {
        if (polling().isWaiting() && !flushScheduled) {
            flushScheduled = true;
            eventLoop().execute(() -> {
                flushScheduled = false;
                flushPoll();
            });
        }
    }

    private void flushPoll() {
        if (polling != null && polling.isWaiting() && queue != null && !queue.isEmpty()) {
            polling.answer(queue.takeAll());
        }
    }

    // ---- polling

    /** A GET: waits until there is something to answer; a second one at a time ends the session. */
    void polled(Poll get) {
        expireIfDue();
        if (state == State.LEAVING) {
            leave(get);
        } else if (state != State.POLLING) {
            get.refuse(HandshakeError.SESSION_UNKNOWN);
        } else if (polling().isWaiting()) {
            get.refuse(HandshakeError.BAD_REQUEST);
            end(CloseReason.TRANSPORT_ERROR, Outbound.CLOSE);
        } else {
            polling().await(get);
            flushPoll();
            if (upgrade != null) {
                polling().answer(List.of(Outbound.NOOP));
            }
        }
    }

    /** The client hung up while its GET was waiting. */
    void pollAbandoned(Poll get) {
        if (polling != null && polling.abandoned(get)) {
            end(hangUpReason(), Outbound.NOOP);
        }
    }

    /** A POST's body; true when it could be taken. */
    boolean posted(byte[] body, boolean binary) {
        expireIfDue();
        if (state != State.POLLING) {
            return false;
        }
        List<InboundPacket> packets;
        try {
            packets = polling().decode(body, binary);
        } catch (PacketFormatException e) {
            end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
            return false;
        }
        for (InboundPacket packet : packets) {
            if (state == State.POLLING) {
                received(packet);
            }
        }
        return true;
    }

    // ---- packets

    private void received(InboundPacket packet) {
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
            case CLOSE -> end(hangUpReason(), Outbound.NOOP);
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
            closed();
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
        end(hangUpReason(), Outbound.CLOSE);
    }

    // ---- upgrade

    /** Another transport wants to take over; null when it may not. */
    @Nullable Upgrade beginUpgrade(WebSocket socket) {
        expireIfDue();
        if (state != State.POLLING || upgrade != null) {
            return null;
        }
        upgrade = new Upgrade(this, socket);
        return upgrade;
    }

    /** The websocket works: lets the client's waiting GET go, so that it can stop polling. */
    void probed() {
        flushPoll();
        polling().answer(List.of(Outbound.NOOP));
    }

    void upgradeFailed(Upgrade failed) {
        if (upgrade == failed) {
            upgrade = null;
        }
    }

    /** The client switches: what is queued and all that follows goes by the websocket. */
    void upgraded(WebSocket socket) {
        upgrade = null;
        if (state == State.CLOSED) {
            socket.close(CloseCode.NORMAL);
            return;
        }
        boolean leaving = state == State.LEAVING;
        PollingTransport left = polling();
        left.unregister();
        polling = null;
        webSocket = socket;
        socket.handOver(this);
        left.answer(List.of(Outbound.NOOP));
        OutboundQueue waiting = queue;
        queue = null;
        state = State.WEBSOCKET;
        if (waiting != null) {
            waiting.takeAll().forEach(this::send);
        }
        if (leaving) {
            state = State.CLOSED;
            socket.close(CloseCode.NORMAL);
        } else {
            loop().counters().transportChanged(Transport.POLLING, Transport.WEBSOCKET);
        }
    }

    // ---- the end

    /** Ends the session from this side; what was sent before still reaches a client that reads. */
    public void close(CloseReason reason) {
        if (state == State.POLLING && !polling().isWaiting() && !overflowed) {
            state = State.LEAVING;
            loop().farewells().restart(this);
            tellListener(reason);
        } else {
            end(reason, Outbound.CLOSE);
        }
    }

    /** The client comes for the last packets. */
    private void leave(Poll get) {
        List<Outbound> packets = restAnd(Outbound.CLOSE);
        closed();
        polling().await(get);
        polling().answer(packets);
    }

    /** However a session ends without LEAVING first, it ends here. {@code last} is what a waiting GET ends with. */
    private void end(CloseReason reason, Outbound last) {
        if (!isOpen()) {
            return;
        }
        List<Outbound> packets = restAnd(last);
        closed(); // before the answer, which may let the connection's next request in
        if (polling != null) {
            polling.answer(packets);
        }
        tellListener(reason);
        if (webSocket != null && !webSocketGone) {
            if (reason == CloseReason.OUTBOUND_QUEUE_FULL || reason == CloseReason.PING_TIMEOUT) {
                webSocket.abort();
            } else {
                webSocket.close(CloseCode.of(reason));
                loop().farewells().restart(this);
            }
        }
    }

    /** What is queued, and at its end the last packet that there will be. */
    private List<Outbound> restAnd(Outbound last) {
        OutboundQueue rest = queue == null ? new OutboundQueue() : queue;
        queue = null;
        rest.add(last);
        return rest.takeAll();
    }

    private void closed() {
        state = State.CLOSED;
        cancelDeadline();
        queue = null;
        if (polling != null) {
            polling.unregister();
        }
        if (upgrade != null) {
            upgrade.sessionClosed();
            upgrade = null;
        }
    }

    private CloseReason hangUpReason() {
        return listener == null ? CloseReason.TRANSPORT_CLOSE : listener.hangUpReason();
    }

    private void tellListener(CloseReason reason) {
        loop().counters().sessionClosed(transport(), reason);
        EngineIoListener told = listener;
        listener = null;
        if (onEnd != null) {
            onEnd.run();
        }
        if (told != null) {
            told.closed(reason);
        }
    }

    private PollingTransport polling() {
        if (polling == null) {
            throw new IllegalStateException("does not poll");
        }
        return polling;
    }

    private WebSocket webSocket() {
        if (webSocket == null) {
            throw new IllegalStateException("no websocket");
        }
        return webSocket;
    }
}
