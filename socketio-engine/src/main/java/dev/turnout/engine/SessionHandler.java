package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * What an application does with the sessions of one {@link Endpoint}.
 *
 * <p>Every method is called on the session's event loop and must not block. For one session the order is: {@code admit},
 * {@code opened}, any number of {@code event}, {@code closed} exactly once. An exception ends the session of the client that
 * caused it, and is logged.
 */
public interface SessionHandler {

    /**
     * Decides on a client's CONNECT. Nothing is sent to or received from the client before it is accepted.
     *
     * <p>An admission takes effect with {@code opened}, which does not follow when the connection closes first. When a
     * session cannot be continued (see {@link Handshake#recovery}), its client is admitted a second time, as a new
     * session. By default every client is accepted, in no room.
     */
    default Admission admit(Handshake handshake) {
        return Admission.accept(null);
    }

    /**
     * Names of the request headers that {@link #admit} reads. The engine keeps no others until the CONNECT packet, so that
     * clients that never send one cost little memory.
     */
    default Set<String> handshakeHeaders() {
        return Set.of();
    }

    /** The client is connected. What is emitted from here reaches it after the CONNECT answer. */
    default void opened(Session session) {}

    /** The client sent an event. {@code ack} does nothing when the client requested none. */
    default void event(Session session, String name, List<JsonNode> args, Ack ack) {}

    /** The session has ended. */
    default void closed(Session session, CloseReason reason) {}
}
