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
 * enters CLOSED, once. A probing WebSocket is held by {@link Upgrade}; its failure leaves the session in POLLING.
 */
public final class EngineIoSession extends OutboundSession implements WebSocket.Listener {

    private static final Logger log = LoggerFactory.getLogger(EngineIoSession.class);

    private enum State {
        POLLING,
        WEBSOCKET,
        CLOSING,
        CLOSED
    }

    private State state;
    private long packetRate;
    private @Nullable EngineIoListener listener;
    private @Nullable PollingTransport polling;
    private final SessionPermit permit;

    /** A session opened by a GET; the registry holds it until it is closed. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionPermit permit, SessionRegistry registry, String sid) {
        super(loop, form, null);
        this.permit = permit;
        opened(State.POLLING);
        polling = new PollingTransport(this, registry, sid);
    }

    /** A session opened by a WebSocket; no request needs its sid. */
    EngineIoSession(EngineLoop loop, WireForm form, SessionPermit permit, WebSocket webSocket) {
        super(loop, form, webSocket);
        this.permit = permit;
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
        return hasWebSocket() ? Transport.WEBSOCKET : Transport.POLLING;
    }

    /** The protocol revision, 3 or 4. */
    public int protocol() {
        return form().revision();
    }

    @Override
    public boolean isOpen() {
        return state == State.POLLING || state == State.WEBSOCKET;
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
        if (hasWebSocket()) {
            webSocket().sendPing();
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
        webSocketClosed();
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

    @Override
    void queuedForPolling() {
        polling().scheduleFlush();
    }

    /** The client switches. */
    void upgraded(WebSocket socket) {
        socket.handOver(this);
        boolean closing = state == State.CLOSING;
        if (!closing) {
            state = State.WEBSOCKET;
            loop().counters().transportChanged(Transport.POLLING, Transport.WEBSOCKET);
            signOfLife();
        }
        switchTo(socket);
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
    @Override
    void end(CloseReason reason, Ending ending) {
        if (!isOpen()) {
            return;
        }
        Transport last = transport();
        boolean awaitsGet =
                ending == Ending.DELIVER && state == State.POLLING && !polling().isWaiting() && !isSendingEnded();
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
            if (hasWebSocket()) {
                closeWebSocket(ending, code);
            }
        } finally { // or the registry would keep the session
            if (polling != null) {
                List<Outbound> packets = new ArrayList<>(hasWebSocket() ? List.of() : takeQueued());
                packets.add(ending.lastPacket());
                polling.end(packets); // its answer may let the connection's next request in
            }
        }
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
}
