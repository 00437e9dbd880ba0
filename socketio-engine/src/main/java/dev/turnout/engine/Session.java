package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client that is connected to one namespace.
 *
 * <p>Any thread may call; the effect happens on the session's own event loop, in the order of the calls on this session; calls on a room are not ordered with them. After the
 * session has closed every call is harmless and does nothing.
 */
public interface Session {

    /** The public id of the socket, the {@code sid} of the Socket.IO CONNECT answer. Not a secret. */
    String id();

    /** What {@link SessionHandler#admit} accepted the client with. */
    @Nullable Object attachment();

    /** The transport in use now; it changes once, with an upgrade. */
    Transport transport();

    /** The Engine.IO protocol revision, 3 or 4. */
    int protocol();

    /** Joins a room. Recovery does not restore it: rooms that must survive a lost connection are the admission's. */
    void join(String room);

    void leave(String room);

    void emit(Event event);

    /** Sends an event and requests an acknowledgement; {@code onAck} runs on the session's event loop, at most once. */
    void emit(Event event, Consumer<List<JsonNode>> onAck);

    /** Sends a value of which only the newest matters, see {@link Room#emitLatest}. */
    void emitLatest(Event event);

    /** Disconnects the client from this namespace; a connection left without a namespace ends too. */
    void disconnect();

    /** Ends the connection below all its namespaces; the client sees a lost connection and may reconnect. */
    void closeConnection();
}
