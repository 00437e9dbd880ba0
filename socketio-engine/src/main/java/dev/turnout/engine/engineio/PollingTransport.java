package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's HTTP long-polling (Engine.IO protocol, "HTTP long-polling"): the sid that requests find it by, the one GET
 * that may wait for an answer, and the websocket that may be about to take over. Confined to the session's loop.
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

    // ---- requests

    /** A GET: waits until there is something to answer; a second one at a time ends the session. */
    void polled(Poll get) {
        boolean polls = session.polls();
        if (polls && waiting == null) {
            waiting = get;
            flush();
            if (upgrade != null) {
                answer(List.of(Outbound.NOOP));
            }
        } else if (polls) {
            get.refuse(HandshakeError.BAD_REQUEST);
            session.end(CloseReason.TRANSPORT_ERROR, Outbound.CLOSE);
        } else if (session.leaves()) {
            waiting = get;
            session.closed(Outbound.CLOSE);
        } else {
            get.refuse(HandshakeError.SESSION_UNKNOWN);
        }
    }

    /** The client closed its side while its GET was waiting. It may still read: the GET is answered. */
    void abandoned(Poll get) {
        if (waiting == get) {
            session.hungUp(Outbound.CLOSE);
        }
    }

    /** A POST's body; true when it could be taken. */
    boolean posted(byte[] body, boolean binary) {
        if (!session.polls()) {
            return false;
        }
        List<InboundPacket> packets;
        try {
            packets = decode(body, binary);
        } catch (PacketFormatException e) {
            session.end(CloseReason.PARSE_ERROR, Outbound.CLOSE);
            return false;
        }
        for (InboundPacket packet : packets) {
            if (session.polls()) {
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

    /** Answers the waiting GET once the current task has said all it has to say. */
    void scheduleFlush() {
        if (waiting != null && !flushScheduled) {
            flushScheduled = true;
            session.eventLoop().execute(() -> {
                flushScheduled = false;
                flush();
            });
        }
    }

    private void flush() {
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

    /** Another transport wants to take over; null when it may not. */
    @Nullable Upgrade beginUpgrade(WebSocket socket) {
        if (!session.polls() || upgrade != null) {
            return null;
        }
        upgrade = new Upgrade(this, socket);
        return upgrade;
    }

    /** The websocket works: lets the client's waiting GET go, so that it can stop polling. */
    void probed() {
        flush();
        answer(List.of(Outbound.NOOP));
    }

    void upgradeFailed(Upgrade failed) {
        if (upgrade == failed) {
            upgrade = null;
        }
    }

    /** The client switches. */
    void upgraded(WebSocket socket) {
        upgrade = null;
        session.upgraded(socket);
    }

    // ---- the end

    /** No request finds it any more, and no websocket takes over. */
    void end() {
        registry.remove(sid);
        if (upgrade != null) {
            upgrade.sessionClosed();
        }
    }
}
