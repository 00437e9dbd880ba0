package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.ConnectionLedger.SessionPermit;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's HTTP long-polling (Engine.IO protocol, "HTTP long-polling"): the sid by which requests find it, the one GET
 * that may wait for an answer, and the WebSocket that may be about to take over. Requests find it until the session ends,
 * also when it has upgraded, and are refused then. Confined to the session's loop.
 */
final class PollingTransport {

    private final EngineIoSession session;
    private final SessionRegistry registry;
    private final String sid;
    private @Nullable Poll waiting;
    private @Nullable Upgrade upgrade;
    private boolean flushScheduled;

    /** Requests find it from now on, until its {@link #end}. */
    PollingTransport(EngineIoSession session, SessionRegistry registry, String sid) {
        this.session = session;
        this.registry = registry;
        this.sid = sid;
        registry.add(sid, this);
    }

    /** Any thread. */
    EngineLoop loop() {
        return session.loop();
    }

    SessionPermit permit() {
        return session.permit();
    }

    // ---- requests

    /** A GET: waits until there is something to answer; a second one at a time ends the session. */
    void polled(Poll get) {
        if (session.isPolling()) {
            session.signOfLife();
            if (waiting == null) {
                waiting = get;
                flush();
            } else {
                get.refuse(HandshakeError.BAD_REQUEST);
                session.end(CloseReason.TRANSPORT_ERROR, Ending.AT_ONCE);
            }
        } else if (session.isClosing()) {
            waiting = get;
            session.finish();
        } else {
            get.refuse(session.isOpen() ? HandshakeError.BAD_REQUEST : HandshakeError.SESSION_UNKNOWN);
        }
    }

    /** The client closed its side while its GET was waiting. It may still read: the GET is answered. */
    void abandoned(Poll get) {
        if (waiting == get) {
            session.end(session.closeReasonOfClient(), Ending.AT_ONCE);
        }
    }

    /** A POST's body; true when it could be taken. */
    boolean posted(byte[] body, boolean binary) {
        if (!session.isPolling()) {
            return false;
        }
        session.signOfLife();
        List<InboundPacket> packets;
        try {
            packets = decode(body, binary);
        } catch (PacketFormatException e) {
            session.end(CloseReason.PARSE_ERROR, Ending.AT_ONCE);
            return false;
        }
        for (InboundPacket packet : packets) {
            if (session.isPolling()) {
                session.received(packet);
            }
        }
        return true;
    }

    private List<InboundPacket> decode(byte[] body, boolean binary) throws PacketFormatException {
        if (session.protocol() == 4) {
            return PayloadRevision4.decode(body);
        }
        return binary ? PayloadRevision3.decodeBinary(body) : PayloadRevision3.decodeText(body);
    }

    // ---- answers

    boolean isWaiting() {
        return waiting != null;
    }

    /** Answers the waiting GET after the current task, with everything that the task sends. */
    void scheduleFlush() {
        if (waiting != null && !flushScheduled) {
            flushScheduled = true;
            session.eventLoop().execute(() -> {
                flushScheduled = false;
                flush();
            });
        }
    }

    void flush() {
        if (waiting != null && session.hasQueued()) {
            answer(session.takeQueued());
        }
    }

    /** Answers the GET that waits, if one does. */
    void answer(List<Outbound> packets) {
        Poll get = waiting;
        waiting = null;
        if (get == null) {
            return;
        }
        WireForm form = session.form();
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        if (form.revision() == 4) {
            get.payload(false, PayloadRevision4.encode(packets, allocator));
        } else if (PayloadRevision3.isBinary(packets, form)) {
            get.payload(true, PayloadRevision3.encodeBinary(packets, allocator));
        } else {
            get.payload(false, PayloadRevision3.encodeText(packets, allocator));
        }
    }

    // ---- upgrade

    /** A WebSocket with this session's sid; null when it may not take over. */
    @Nullable Upgrade beginUpgrade(WebSocket socket) {
        if (!session.isPolling() || upgrade != null) {
            return null;
        }
        upgrade = new Upgrade(this, socket);
        return upgrade;
    }

    void upgradeFailed(Upgrade failed) {
        if (upgrade == failed) {
            upgrade = null;
        }
    }

    /** The client switches. A GET that still waits gets its answer, which may let the connection's next request in. */
    void upgraded(WebSocket socket) {
        answer(List.of(Outbound.NOOP));
        if (upgrade != null) { // or that request has ended the session
            upgrade = null;
            session.upgraded(socket);
        }
    }

    // ---- the end

    /** No request finds it any more, and no WebSocket takes over. A GET that waits is answered with these packets. */
    void end(List<Outbound> last) {
        registry.remove(sid);
        if (upgrade != null) {
            upgrade.sessionClosed();
        }
        answer(last);
    }
}
