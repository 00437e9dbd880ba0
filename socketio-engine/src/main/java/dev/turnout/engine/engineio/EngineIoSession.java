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
 * One Engine.IO session (protocol revisions 3 and 4): heartbeat, transports, upgrade, close. Confined to its loop; all
 * I/O is done through {@link Poll} and {@link WebSocket}.
 *
 * <pre>
 *                 poll, post                    frames
 *  opened by    ┌─────────┐  upgrade packet  ┌───────────┐
 *  a GET ─────► │ POLLING │ ───────────────► │ WEBSOCKET │ ◄───── opened by a WebSocket
 *               └─────────┘  (after a probe) └───────────┘
 *  closed by the server, │  │ client's close, timeout, error      │
 *  no GET waits          ▼  ▼                                     ▼
 *           ┌─────────┐ poll ┌────────┐ ◄─────────────────────────┘
 *           │ CLOSING │ ───► │ CLOSED │
 *           └─────────┘      └────────┘
 *             timeout, upgrade packet
 * </pre>
 *
 * {@link #end} takes the session out of POLLING or WEBSOCKET and notifies the listener, once; {@link #closeTransport}
 * enters CLOSED, once; a slow client's WebSocket is then still sent its queue, until the close timeout. A probing WebSocket is held by {@link Upgrade}; its failure leaves the session in POLLING.
 */
public final class EngineIoSession extends Heartbeat implements WebSocket.Listener {

    private static final Logger log = LoggerFactory.getLogger(EngineIoSession.class);

    private enum State {
        POLLING,
        WEBSOCKET,
        CLOSING,
        CLOSED
    }

    private State state;
    private boolean webSocketClosed;
    private boolean sendingEnded;

    private int closeCode;
    private long packetRate;
    private @Nullable EngineIoListener listener;
    private @Nullable OutboundQueue queue;
    private @Nullable PollingTransport polling;
    private @Nullable WebSocket webSocket;
    private final SessionPermit permit;

    /** A session opened by a GET; the registry holds it until it is closed. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionPermit permit, SessionRegistry registry, String sid) {
        super(loop, form);
        this.permit = permit;
        opened(State.POLLING);
        polling = new PollingTransport(this, registry, sid);
    }

    /** A session opened by a WebSocket; no request needs its sid. */
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

    void listen(EngineIoListener newListener) {
        listener = newListener;
        newListener.opened();
    }

    /** The client has connected to a namespace: nothing of its handshake is kept any more. */
    public void connected() {
        permit.connected();
    }

    @Override
    public SessionPermit permit() {
        return permit;
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
     * failure ends this session, and a broadcast continues with the others.
     */
    @Override
    public void send(FrameSource source) {
        if (isOpen()) {
            sendOrQueue(source);
        }
    }

    private void sendOrQueue(FrameSource source) {
        if (sendingEnded) {
            return; // a later packet would hide that one is missing
        }
        try {
            if (state == State.POLLING) {
                enqueue(source.outbound(), 0);
                polling().scheduleFlush();
            } else {
                sendFrames(source);
            }
        } catch (RuntimeException | Error e) { // also no memory for the frames
            loop().failures().error(log, "sending to a session failed", "it is closed", e);
            endSending(CloseReason.SEND_FAILED);
        }
    }

    /** Packets that a slow client cannot take wait here, where their bytes are shared with other queues. */
    private void sendFrames(FrameSource source) {
        WebSocket socket = webSocket();
        if (queue == null && !socket.isBacklogged()) {
            source.sendTo(socket, form());
            return;
        }
        if (queue == null) {
            socket.whenDrained(this::drained);
        }
        enqueue(source.outbound(), socket.pendingBytes());
    }

    /** The socket has sent what it had. A close frame follows what is queued. */
    private void drained() {
        takeQueued().forEach(this::sendOrQueue);
        if (state == State.CLOSED && sendingEnded) {
            abort();
        } else if (state == State.CLOSED && queue == null) {
            webSocket().close(closeCode);
        }
    }

    private void enqueue(Outbound outbound, long pendingInSocket) {
        if (queue == null) {
            queue = new OutboundQueue(loop().budget());
        }
        if (queue.add(outbound)) {
            loop().counters().replacedOne();
        }
        if (outbound.latestKey() == null && queue.messageBytes() + pendingInSocket > loop().outboundQueueBytes()) {
            endSending(CloseReason.OUTBOUND_QUEUE_FULL);
        }
    }

    /**
     * Sends nothing more and ends the session in a task of its own: the current task may be in the middle of a broadcast
     * to the session's room.
     */
    private void endSending(CloseReason reason) {
        sendingEnded = true;
        takeQueued();
        eventLoop().execute(() -> end(reason, Ending.ABORT));
    }

    boolean hasQueued() {
        return queue != null && !queue.isEmpty();
    }

    int queuedBytes() {
        return queue == null ? 0 : queue.bytes();
    }

    List<Outbound> takeQueued() {
        OutboundQueue taken = queue;
        queue = null;
        return taken == null ? List.of() : taken.takeAll();
    }

    /** Ends the session without what is queued for it. */
    void discard(CloseReason reason) {
        sendingEnded = true;
        takeQueued();
        end(reason, Ending.ABORT);
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
            case CLOSE -> end(closeReasonOfClient(), Ending.BY_CLIENT);
            case PING, PONG -> {
                if (!pingOrPong(packet)) {
                    end(CloseReason.PARSE_ERROR, Ending.AT_ONCE);
                }
            }
            default -> end(CloseReason.PARSE_ERROR, Ending.AT_ONCE);
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

    /** The heartbeat's next step is due, or the client has not acknowledged the close in time. */
    @Override
    protected void expired() {
        if (state == State.CLOSED) {
            abort();
        } else if (state == State.CLOSING) {
            finish();
        } else if (!beat()) {
            end(CloseReason.PING_TIMEOUT, Ending.ABORT);
        }
    }

    @Override
    void requestSignOfLife() {
        if (webSocket != null) {
            webSocket.sendPing();
        } else {
            polling().answer(List.of(Outbound.NOOP));
        }
    }

    // ---- websocket

    @Override
    public void message(WebSocket socket, boolean text, ByteBuf payload) {
        if (state != State.WEBSOCKET) {
            return;
        }
        signOfLife();
        try {
            received(
                    text
                            ? EngineIoPacketDecoder.text(protocol(), payload)
                            : EngineIoPacketDecoder.binary(protocol(), payload));
        } catch (PacketFormatException e) {
            end(CloseReason.PARSE_ERROR, Ending.AT_ONCE);
        }
    }

    @Override
    public void otherFrame(WebSocket socket) {
        if (state == State.WEBSOCKET && withinRate()) {
            signOfLife();
        }
    }

    @Override
    public void violated(WebSocket socket, CloseCode code) {
        CloseReason reason = switch (code) {
            case TOO_BIG -> CloseReason.PAYLOAD_TOO_LARGE;
            case POLICY_VIOLATION -> CloseReason.INCOMPLETE_MESSAGES;
            default -> CloseReason.PARSE_ERROR;
        };
        end(reason, Ending.AT_ONCE);
    }

    @Override
    public void failed(WebSocket socket, Throwable cause) {
        loop().failures().error(log, "a WebSocket failed", "it is closed", cause);
    }

    @Override
    public void closed(WebSocket socket) {
        webSocketClosed = true;
        takeQueued();
        cancelDeadline();
        end(closeReasonOfClient(), Ending.AT_ONCE);
    }

    // ---- polling

    /** Whether requests may go on with it. */
    boolean isPolling() {
        expireIfDue();
        return state == State.POLLING;
    }

    /** Whether it only waits for the client's next GET, which takes the last packets. */
    boolean isClosing() {
        return state == State.CLOSING;
    }

    PollingTransport polling() {
        if (polling == null) {
            throw new IllegalStateException("opened by a WebSocket");
        }
        return polling;
    }

    /** The client switches: what is queued and all that follows is sent by the WebSocket. */
    void upgraded(WebSocket socket) {
        webSocket = socket;
        socket.handOver(this);
        polling().answer(List.of(Outbound.NOOP));
        boolean closing = state == State.CLOSING;
        if (!closing) {
            state = State.WEBSOCKET;
            loop().counters().transportChanged(Transport.POLLING, Transport.WEBSOCKET);
            signOfLife();
        }
        takeQueued().forEach(this::sendOrQueue);
        if (closing) {
            finish();
        }
    }

    // ---- the end

    /** Ends the session from this side; what was sent before still reaches a client that reads. */
    public void close(CloseReason reason) {
        end(reason, Ending.DELIVER);
    }

    /** Every session ends here, once: the listener is notified, and the transport closed now or after the next GET. */
    void end(CloseReason reason, Ending ending) {
        if (!isOpen()) {
            return;
        }
        Transport last = transport();
        boolean awaitsGet =
                ending == Ending.DELIVER && state == State.POLLING && !polling().isWaiting() && !sendingEnded;
        try {
            if (awaitsGet) {
                state = State.CLOSING;
                loop().closeTimeouts().restart(this);
            } else {
                closeTransport(ending, reason.closeCode());
            }
        } catch (RuntimeException | Error e) { // also no memory for the close frame
            loop().failures().error(log, "closing a session failed", "its connection is closed", e);
            abort();
        } finally {
            loop().counters().sessionClosed(last, reason);
            notifyListener(reason);
        }
    }

    private void abort() {
        takeQueued();
        if (webSocket != null) {
            webSocket.abort();
        }
    }

    /** CLOSING is over: the client has fetched the last packets, or the timeout has expired. */
    void finish() {
        closeTransport(Ending.DELIVER, CloseCode.NORMAL.number());
    }

    /** Every transport is closed here, once. */
    private void closeTransport(Ending ending, int code) {
        state = State.CLOSED;
        permit.release();
        cancelDeadline();
        try {
            if (webSocket != null) {
                closeWebSocket(webSocket, ending, code);
            }
        } finally { // or the registry would keep the session
            if (polling != null) {
                List<Outbound> packets = new ArrayList<>(webSocket == null ? takeQueued() : List.of());
                packets.add(ending.lastPacket());
                polling.end(packets); // its answer may let the connection's next request in
            }
        }
    }

    private void closeWebSocket(WebSocket socket, Ending ending, int code) {
        if (ending != Ending.DELIVER || sendingEnded) {
            takeQueued();
        }
        if (webSocketClosed) {
            return;
        }
        if (ending == Ending.ABORT || sendingEnded) {
            socket.abort();
            return;
        }
        closeCode = code;
        loop().closeTimeouts().restart(this);
        if (queue == null) {
            socket.close(code);
        } // else it is closed when the queue has been sent, see drained
    }

    /** The reason when the client closes the transport. An earlier DISCONNECT packet takes precedence. */
    CloseReason closeReasonOfClient() {
        return listener == null ? CloseReason.TRANSPORT_CLOSE : listener.closeReasonOfClient();
    }

    private void notifyListener(CloseReason reason) {
        EngineIoListener notified = listener;
        listener = null;
        permit.connected(); // the listener forgets the handshake
        if (notified != null) {
            notified.closed(reason);
        }
    }

    private WebSocket webSocket() {
        if (webSocket == null) {
            throw new IllegalStateException("no WebSocket");
        }
        return webSocket;
    }
}
