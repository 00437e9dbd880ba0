package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.websocket.CloseCode;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
public final class EngineIoSession extends Deadline implements WebSocket.Listener {

    private enum State {
        POLLING,
        WEBSOCKET,
        LEAVING,
        CLOSED
    }

    private final EngineLoop loop;
    private final WireForm form;
    private final SessionRegistry registry;
    private State state;
    private boolean awaitingPong;
    private boolean flushScheduled;
    private boolean webSocketGone;
    private boolean overflowed;
    private long packetRate;
    private @Nullable String sid;
    private @Nullable EngineIoListener listener;
    private @Nullable OutboundQueue queue;
    private @Nullable Poll poll;
    private @Nullable Upgrade upgrade;
    private @Nullable WebSocket webSocket;
    private @Nullable Runnable onEnd;

    /** A session opened by a GET; lives in the registry until it is a websocket's or closed. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionRegistry registry, String sid) {
        this.loop = loop;
        this.form = form;
        this.registry = registry;
        this.sid = sid;
        this.state = State.POLLING;
        this.packetRate = loop.deadlines().now();
        registry.add(sid, this);
        opened();
    }

    /** A session opened by a websocket; nobody else ever needs its sid. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionRegistry registry, WebSocket webSocket) {
        this.loop = loop;
        this.form = form;
        this.registry = registry;
        this.webSocket = webSocket;
        this.state = State.WEBSOCKET;
        this.packetRate = loop.deadlines().now();
        opened();
    }

    private void opened() {
        loop.counters().sessionOpened(transport());
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
        return loop.eventLoop();
    }

    EngineLoop loop() {
        return loop;
    }

    public Transport transport() {
        return webSocket == null ? Transport.POLLING : Transport.WEBSOCKET;
    }

    /** The protocol revision, 3 or 4. */
    public int protocol() {
        return form.revision();
    }

    public boolean isOpen() {
        return state == State.POLLING || state == State.WEBSOCKET;
    }

    // ---- sending

    /** Sends now if the client can take it, else keeps it within the limits; does nothing after the end. */
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
            source.sendTo(socket, form);
            return;
        }
        Outbound outbound = source.outbound();
        if (outbound.replaces() != null) {
            if (queue == null) {
                socket.whenDrained(this::flushNewest);
            }
            enqueue(outbound);
        } else if (socket.pendingBytes() + outbound.size() > loop.outboundQueueBytes()) {
            overflow();
        } else {
            source.sendTo(socket, form);
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
            loop.counters().replacedOne();
        }
        if (queue.bytes() > loop.outboundQueueBytes()) {
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
        if (poll != null && !flushScheduled) {
            flushScheduled = true;
            eventLoop().execute(() -> {
                flushScheduled = false;
                flushPoll();
            });
        }
    }

    private void flushPoll() {
        if (poll != null && queue != null && !queue.isEmpty()) {
            answer(queue.takeAll());
        }
    }

    private void answer(List<Outbound> packets) {
        Poll waiting = poll;
        poll = null;
        if (waiting != null) {
            answer(waiting, packets);
        }
    }

    private void answer(Poll waiting, List<Outbound> packets) {
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        if (form.revision() == 4) {
            waiting.payload(false, PayloadRevision4.encode(packets, allocator));
        } else if (PayloadRevision3.isBinary(packets, form)) {
            waiting.payload(true, PayloadRevision3.encodeBinary(packets, allocator));
        } else {
            waiting.payload(false, PayloadRevision3.encodeText(packets, allocator));
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
        } else if (poll != null) {
            get.refuse(HandshakeError.BAD_REQUEST);
            end(CloseReason.TRANSPORT_ERROR, Outbound.CLOSE);
        } else {
            poll = get;
            flushPoll();
            if (upgrade != null) {
                answer(List.of(Outbound.NOOP));
            }
        }
    }

    /** The client hung up while its GET was waiting. */
    void pollAbandoned(Poll get) {
        if (poll == get) {
            poll = null;
            end(CloseReason.TRANSPORT_CLOSE, Outbound.NOOP);
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
            packets = decode(body, binary);
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

    private List<InboundPacket> decode(byte[] body, boolean binary) throws PacketFormatException {
        if (form.revision() == 4) {
            return PayloadRevision4.decode(body);
        }
        return binary ? PayloadRevision3.decodeBinary(body) : PayloadRevision3.decodeText(body);
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
            case PING -> pinged(packet.data());
            case PONG -> ponged();
            case CLOSE -> end(CloseReason.TRANSPORT_CLOSE, Outbound.NOOP);
            default -> end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
        }
    }

    private boolean withinRate() {
        long next = loop.packetRate().next(packetRate, loop.deadlines().now());
        if (next == packetRate) {
            close(CloseReason.PACKET_RATE);
            return false;
        }
        packetRate = next;
        return true;
    }

    private void pinged(ByteBuf data) {
        if (form.revision() == 3) {
            restartHeartbeat();
            send(Outbound.pong(data));
        } else {
            end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
        }
    }

    private void ponged() {
        if (form.revision() == 4) {
            restartHeartbeat();
        } else {
            end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
        }
    }

    private void restartHeartbeat() {
        awaitingPong = false;
        (form.revision() == 4 ? loop.pings() : loop.clientPings()).restart(this);
    }

    /** The heartbeat's next step is due, or the wait for a farewell is over. */
    @Override
    protected void expired() {
        if (state == State.CLOSED) {
            abortWebSocket();
        } else if (state == State.LEAVING) {
            closed();
        } else if (form.revision() == 3 || awaitingPong) {
            end(CloseReason.PING_TIMEOUT, Outbound.CLOSE);
        } else {
            awaitingPong = true;
            loop.pongs().restart(this);
            send(Outbound.PING);
        }
    }

    // ---- websocket

    @Override
    public void message(WebSocket socket, boolean text, ByteBuf payload) {
        if (state != State.WEBSOCKET) {
            return;
        }
        try {
            received(text ? Packets.text(form.revision(), payload) : Packets.binary(form.revision(), payload));
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
        end(CloseReason.TRANSPORT_CLOSE, Outbound.CLOSE);
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
        answer(List.of(Outbound.NOOP));
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
        unregister();
        webSocket = socket;
        socket.handOver(this);
        answer(List.of(Outbound.NOOP));
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
            loop.counters().transportChanged(Transport.POLLING, Transport.WEBSOCKET);
        }
    }

    // ---- the end

    /** Ends the session from this side; what was sent before still reaches a client that reads. */
    public void close(CloseReason reason) {
        if (state == State.POLLING && poll == null && !overflowed) {
            state = State.LEAVING;
            loop.farewells().restart(this);
            tellListener(reason);
        } else {
            end(reason, Outbound.CLOSE);
        }
    }

    /** The client comes for the last packets. */
    private void leave(Poll get) {
        List<Outbound> packets = restAnd(Outbound.CLOSE);
        closed();
        answer(get, packets);
    }

    /** However a session ends without LEAVING first, it ends here. {@code last} is what a waiting GET ends with. */
    private void end(CloseReason reason, Outbound last) {
        if (!isOpen()) {
            return;
        }
        List<Outbound> packets = restAnd(last);
        closed(); // before the answer, which may let the connection's next request in
        answer(packets);
        tellListener(reason);
        if (webSocket != null && !webSocketGone) {
            if (reason == CloseReason.OUTBOUND_QUEUE_FULL || reason == CloseReason.PING_TIMEOUT) {
                webSocket.abort();
            } else {
                webSocket.close(code(reason));
                loop.farewells().restart(this);
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
        unregister();
        queue = null;
        if (upgrade != null) {
            upgrade.sessionClosed();
            upgrade = null;
        }
    }

    private void unregister() {
        if (sid != null) {
            registry.remove(sid);
            sid = null;
        }
    }

    private void tellListener(CloseReason reason) {
        loop.counters().sessionClosed(transport(), reason);
        EngineIoListener told = listener;
        listener = null;
        if (onEnd != null) {
            onEnd.run();
        }
        if (told != null) {
            told.closed(reason);
        }
    }

    private void abortWebSocket() {
        if (webSocket != null) {
            webSocket.abort();
        }
    }

    private WebSocket webSocket() {
        if (webSocket == null) {
            throw new IllegalStateException("no websocket");
        }
        return webSocket;
    }

    private static CloseCode code(CloseReason reason) {
        return switch (reason) {
            case PARSE_ERROR -> CloseCode.PROTOCOL_ERROR;
            case SERVER_SHUTTING_DOWN -> CloseCode.GOING_AWAY;
            case PACKET_RATE, NAMESPACE_LIMIT, ATTACHMENT_LIMIT, JSON_DEPTH -> CloseCode.POLICY_VIOLATION;
            case PAYLOAD_TOO_LARGE -> CloseCode.TOO_BIG;
            default -> CloseCode.NORMAL;
        };
    }
}
