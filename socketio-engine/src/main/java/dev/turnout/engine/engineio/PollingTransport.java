package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling (Engine.IO protocol, "HTTP long-polling"): the sid that requests find the session by, and the one
 * GET that may wait for an answer. Confined to the session's loop.
 */
final class PollingTransport {

    private final WireForm form;
    private final SessionRegistry registry;
    private final String sid;
    private @Nullable Poll waiting;

    PollingTransport(WireForm form, SessionRegistry registry, String sid) {
        this.form = form;
        this.registry = registry;
        this.sid = sid;
    }

    /** Requests find the session from now on. */
    void register(EngineIoSession session) {
        registry.add(sid, session);
    }

    void unregister() {
        registry.remove(sid);
    }

    boolean isWaiting() {
        return waiting != null;
    }

    void await(Poll get) {
        waiting = get;
    }

    /** The client hung up; true when this was the GET that waited. */
    boolean abandoned(Poll get) {
        boolean waited = waiting == get;
        if (waited) {
            waiting = null;
        }
        return waited;
    }

    /** Answers the GET that waits, if one does. */
    void answer(List<Outbound> packets) {
        Poll get = waiting;
        waiting = null;
        if (get == null) {
            return;
        }
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        if (form.revision() == 4) {
            get.payload(false, PayloadRevision4.encode(packets, allocator));
        } else if (PayloadRevision3.isBinary(packets, form)) {
            get.payload(true, PayloadRevision3.encodeBinary(packets, allocator));
        } else {
            get.payload(false, PayloadRevision3.encodeText(packets, allocator));
        }
    }

    /** The packets of a POST's body. */
    List<InboundPacket> decode(byte[] body, boolean binary) throws PacketFormatException {
        if (form.revision() == 4) {
            return PayloadRevision4.decode(body);
        }
        return binary ? PayloadRevision3.decodeBinary(body) : PayloadRevision3.decodeText(body);
    }
}
